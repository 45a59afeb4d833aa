/* NIfTI headers in plain C, over libnifti (nifti2). libnifti decides what a header is and swaps
   its bytes. Files and voxels are read in Swift: libnifti's own
   reader replaces NaN by zero and allocates what a header asks for. */
#ifndef CONTOURIST_CNIFTI_H
#define CONTOURIST_CNIFTI_H

#include <stddef.h>
#include <stdint.h>

enum {
  CONTOURIST_NIFTI1_BYTES = 348,
  CONTOURIST_NIFTI2_BYTES = 540
};

/* The fields of both versions that Contourist uses, widened to those of NIfTI-2. */
typedef struct {
  int32_t version;     /* 1 or 2 */
  int32_t single_file; /* 1: voxels follow the header; 0: they are in the .img file */
  int32_t swapped;     /* 1: the file's byte order was not this machine's */
  int32_t datatype, bitpix;
  int64_t dim[8];
  double pixdim[8];
  double vox_offset, scl_slope, scl_inter;
  int32_t qform_code, sform_code, xyzt_units, intent_code;
  double quatern[3], qoffset[3];
  double srow[12]; /* three rows of four */
} contourist_nifti_fields;

/* The version of the header that `bytes` begin with: 1, 2, 0 for ANALYZE 7.5, -1 for neither.
   At least 348 bytes are needed for an answer other than -1. */
int contourist_nifti_version(const uint8_t *bytes, size_t count);

/* Brings `bytes` (348 or 540 of them, as `version` says) to this machine's byte order, in place,
   and reads the fields. Returns 0, or -1 where the bytes do not bear a header of that version. */
int contourist_nifti_decode(
    uint8_t *bytes, size_t count, int version, contourist_nifti_fields *fields);


/* A header for a file of its own on the grid of `source` (native byte order, same version).
   What places the voxels in space is copied byte for byte; every other field is set here, so
   that no text of the source goes along. */
void contourist_nifti_derive(
    const uint8_t *source, int version, const int64_t dim[8], int datatype, int bitpix,
    int intent, const char *description, uint8_t *header);

/* A header made from a matrix alone (three rows of four, millimetres) and the seconds from frame
   to frame (0 where there are none). The qform is left out where `rows` is not a rotation. */
void contourist_nifti_fresh(
    const double rows[12], double seconds, int rigid, int version, const int64_t dim[8],
    int datatype, int bitpix, int intent, const char *description, uint8_t *header);

#endif
