#include "CNIfTI.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include <nifti/nifti2_io.h>

_Static_assert(sizeof(nifti_1_header) == CONTOURIST_NIFTI1_BYTES, "NIfTI-1 header size");
_Static_assert(sizeof(nifti_2_header) == CONTOURIST_NIFTI2_BYTES, "NIfTI-2 header size");

static pthread_once_t quiet_once = PTHREAD_ONCE_INIT;

/* libnifti writes its complaints to stderr; ours reach the caller as errors. */
static void be_quiet(void) { nifti_set_debug_level(0); }

int contourist_nifti_version(const uint8_t *bytes, size_t count) {
  pthread_once(&quiet_once, be_quiet);
  if (bytes == NULL || count < sizeof(nifti_1_header)) return -1;
  return nifti_header_version((const char *)bytes, count);
}

/* Both structs name their fields alike, so one text serves both. */
#define READ_FIELDS(h, f)                                              \
  do {                                                                 \
    (f)->single_file = NIFTI_ONEFILE(h) ? 1 : 0;                       \
    (f)->datatype = (h).datatype;                                      \
    (f)->bitpix = (h).bitpix;                                          \
    for (int n = 0; n < 8; n++) (f)->dim[n] = (h).dim[n];              \
    for (int n = 0; n < 8; n++) (f)->pixdim[n] = (h).pixdim[n];        \
    (f)->vox_offset = (double)(h).vox_offset;                          \
    (f)->scl_slope = (h).scl_slope;                                    \
    (f)->scl_inter = (h).scl_inter;                                    \
    (f)->qform_code = (h).qform_code;                                  \
    (f)->sform_code = (h).sform_code;                                  \
    (f)->xyzt_units = (h).xyzt_units;                                  \
    (f)->intent_code = (h).intent_code;                                \
    (f)->quatern[0] = (h).quatern_b;                                   \
    (f)->quatern[1] = (h).quatern_c;                                   \
    (f)->quatern[2] = (h).quatern_d;                                   \
    (f)->qoffset[0] = (h).qoffset_x;                                   \
    (f)->qoffset[1] = (h).qoffset_y;                                   \
    (f)->qoffset[2] = (h).qoffset_z;                                   \
    for (int n = 0; n < 4; n++) (f)->srow[n] = (h).srow_x[n];          \
    for (int n = 0; n < 4; n++) (f)->srow[4 + n] = (h).srow_y[n];      \
    for (int n = 0; n < 4; n++) (f)->srow[8 + n] = (h).srow_z[n];      \
  } while (0)

int contourist_nifti_decode(
    uint8_t *bytes, size_t count, int version, contourist_nifti_fields *fields) {
  pthread_once(&quiet_once, be_quiet);
  memset(fields, 0, sizeof *fields);
  fields->version = version;
  if (version == 1 && count >= sizeof(nifti_1_header)) {
    nifti_1_header h;
    memcpy(&h, bytes, sizeof h);
    if (h.sizeof_hdr != (int)sizeof h) {
      nifti_swap_as_nifti1(&h);
      fields->swapped = 1;
    }
    if (h.sizeof_hdr != (int)sizeof h) return -1;
    memcpy(bytes, &h, sizeof h);
    READ_FIELDS(h, fields);
    return 0;
  }
  if (version == 2 && count >= sizeof(nifti_2_header)) {
    nifti_2_header h;
    memcpy(&h, bytes, sizeof h);
    if (h.sizeof_hdr != (int)sizeof h) {
      nifti_swap_as_nifti2(&h);
      fields->swapped = 1;
    }
    if (h.sizeof_hdr != (int)sizeof h) return -1;
    memcpy(bytes, &h, sizeof h);
    READ_FIELDS(h, fields);
    return 0;
  }
  return -1;
}

/* memcpy and not assignment: the bits of a NaN or of a denormal stay what they are. */
#define COPY_FIELD(to, from, field) memcpy(&(to).field, &(from).field, sizeof (to).field)

#define COPY_GEOMETRY(to, from)                                                       \
  do {                                                                                \
    COPY_FIELD(to, from, pixdim);                                                     \
    COPY_FIELD(to, from, xyzt_units);                                                 \
    COPY_FIELD(to, from, qform_code);                                                 \
    COPY_FIELD(to, from, sform_code);                                                 \
    COPY_FIELD(to, from, quatern_b);                                                  \
    COPY_FIELD(to, from, quatern_c);                                                  \
    COPY_FIELD(to, from, quatern_d);                                                  \
    COPY_FIELD(to, from, qoffset_x);                                                  \
    COPY_FIELD(to, from, qoffset_y);                                                  \
    COPY_FIELD(to, from, qoffset_z);                                                  \
    COPY_FIELD(to, from, srow_x);                                                     \
    COPY_FIELD(to, from, srow_y);                                                     \
    COPY_FIELD(to, from, srow_z);                                                     \
    COPY_FIELD(to, from, dim_info);                                                   \
  } while (0)

#define SET_CONTENT(h)                                                 \
  do {                                                                 \
    (h).sizeof_hdr = (int)sizeof(h);                                   \
    (h).datatype = (short)datatype;                                    \
    (h).bitpix = (short)bitpix;                                        \
    (h).intent_code = (short)intent;                                   \
    (h).scl_slope = 1;                                                 \
    (h).vox_offset = (int)sizeof(h) + 4;                               \
    strncpy((h).descrip, description, sizeof (h).descrip - 1);         \
  } while (0)

void contourist_nifti_derive(
    const uint8_t *source, int version, const int64_t dim[8], int datatype, int bitpix,
    int intent, const char *description, uint8_t *header) {
  if (version == 2) {
    nifti_2_header from, to;
    memset(&to, 0, sizeof to);
    memcpy(&from, source, sizeof from);
    COPY_GEOMETRY(to, from);
    SET_CONTENT(to);
    for (int n = 0; n < 8; n++) to.dim[n] = dim[n];
    memcpy(to.magic, "n+2\0\r\n\032\n", 8);
    memcpy(header, &to, sizeof to);
  } else {
    nifti_1_header from, to;
    memset(&to, 0, sizeof to);
    memcpy(&from, source, sizeof from);
    COPY_GEOMETRY(to, from);
    SET_CONTENT(to);
    for (int n = 0; n < 8; n++) to.dim[n] = (short)dim[n];
    to.regular = 'r';
    memcpy(to.magic, "n+1\0", 4);
    memcpy(header, &to, sizeof to);
  }
}

#define SET_GEOMETRY(h)                                                            \
  do {                                                                             \
    for (int n = 0; n < 4; n++) (h).srow_x[n] = rows[n];                           \
    for (int n = 0; n < 4; n++) (h).srow_y[n] = rows[4 + n];                       \
    for (int n = 0; n < 4; n++) (h).srow_z[n] = rows[8 + n];                       \
    (h).sform_code = NIFTI_XFORM_SCANNER_ANAT;                                     \
    (h).qform_code = rigid ? NIFTI_XFORM_SCANNER_ANAT : NIFTI_XFORM_UNKNOWN;       \
    (h).quatern_b = q[0];                                                          \
    (h).quatern_c = q[1];                                                          \
    (h).quatern_d = q[2];                                                          \
    (h).qoffset_x = rows[3];                                                       \
    (h).qoffset_y = rows[7];                                                       \
    (h).qoffset_z = rows[11];                                                      \
    (h).pixdim[0] = qfac;                                                          \
    for (int n = 0; n < 3; n++) (h).pixdim[1 + n] = spacing[n];                    \
    (h).pixdim[4] = seconds;                                                       \
    (h).xyzt_units = seconds > 0 ? NIFTI_UNITS_MM | NIFTI_UNITS_SEC : NIFTI_UNITS_MM; \
  } while (0)

void contourist_nifti_fresh(
    const double rows[12], double seconds, int rigid, int version, const int64_t dim[8],
    int datatype, int bitpix, int intent, const char *description, uint8_t *header) {
  nifti_dmat44 m;
  memset(&m, 0, sizeof m);
  m.m[3][3] = 1;
  for (int r = 0; r < 3; r++)
    for (int c = 0; c < 4; c++) m.m[r][c] = rows[4 * r + c];
  double q[3] = {0, 0, 0}, spacing[3], qfac = 1, unused[6];
  if (rigid) {
    nifti_dmat44_to_quatern(
        m, &q[0], &q[1], &q[2], &unused[0], &unused[1], &unused[2], &unused[3], &unused[4],
        &unused[5], &qfac);
  }
  for (int c = 0; c < 3; c++) {
    spacing[c] = sqrt(
        rows[c] * rows[c] + rows[4 + c] * rows[4 + c] + rows[8 + c] * rows[8 + c]);
  }
  if (version == 2) {
    nifti_2_header h;
    memset(&h, 0, sizeof h);
    SET_GEOMETRY(h);
    contourist_nifti_derive(
        (const uint8_t *)&h, 2, dim, datatype, bitpix, intent, description, header);
  } else {
    nifti_1_header h;
    memset(&h, 0, sizeof h);
    SET_GEOMETRY(h);
    contourist_nifti_derive(
        (const uint8_t *)&h, 1, dim, datatype, bitpix, intent, description, header);
  }
}
