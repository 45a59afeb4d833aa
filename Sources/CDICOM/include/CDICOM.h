/* Decoding of compressed DICOM pixels, over GDCM. Its parser is not used: the one that Debian ships
   ends the program at files that break the standard. */
#ifndef CONTOURIST_CDICOM_H
#define CONTOURIST_CDICOM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CONTOURIST_DICOM_ERROR_BYTES = 256 };

/* What the data set says of the pixels of one frame. */
typedef struct {
  uint32_t columns, rows;
  uint32_t bits_allocated; /* 8 or 16 */
  uint32_t bits_stored, high_bit;
  uint32_t samples; /* 1 grey, 3 colours */
  const char *photometric; /* "MONOCHROME2", "RGB", "YBR_FULL", ... */
  int is_signed;
} contourist_dicom_frame;

/* Decodes one frame of JPEG, JPEG-LS or JPEG 2000 into `pixels`: rows * columns * samples
   numbers of `bits_allocated` bits, samples of a pixel side by side, native byte order. Colours stay
   what `photometric` says, but for JPEG 2000's own YBR_RCT and YBR_ICT, which become RGB. The caller has made sure that the stream's own header
   states the same size.
   Returns 0, or -1 with a text in `error` (CONTOURIST_DICOM_ERROR_BYTES). */
int contourist_dicom_decode(
    const uint8_t *stream, size_t count, const char *transfer_syntax,
    const contourist_dicom_frame *frame, uint8_t *pixels, size_t pixel_bytes, char *error);

#ifdef __cplusplus
}
#endif

#endif
