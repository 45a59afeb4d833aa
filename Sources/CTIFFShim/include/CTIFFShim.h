/* TIFF in memory, over libtiff, whose tags are read and whose errors are told by functions with
   variable arguments, which Swift cannot call. */
#ifndef CONTOURIST_CTIFFSHIM_H
#define CONTOURIST_CTIFFSHIM_H

#include <stddef.h>
#include <stdint.h>

enum { CONTOURIST_TIFF_ERROR_BYTES = 256 };

/* What the functions return. */
enum {
  CONTOURIST_TIFF_DONE = 0,
  CONTOURIST_TIFF_DAMAGED = 1,     /* the text says what libtiff met */
  CONTOURIST_TIFF_UNSUPPORTED = 2, /* the text says what the file holds, such as "several pages" */
};

typedef struct {
  uint32_t width, height;
  uint32_t channels;    /* 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA */
  uint32_t bits;        /* 8 or 16 */
  uint32_t orientation; /* of the tag: 1 where row 0 is the top and column 0 the left */
  int is_big_endian;
} contourist_tiff_info;

/* Reads what a TIFF promises, no pixels. With `as_stored`, palette indices count as they stand; a
   palette is unsupported without. A text goes to `text` (CONTOURIST_TIFF_ERROR_BYTES). */
int contourist_tiff_read_info(
    const uint8_t *bytes, size_t count, int as_stored, contourist_tiff_info *info, char *text);

/* Decodes strips or tiles, channels side by side or in planes, into `samples`: height * width *
   channels samples of 8 or 16 bits (native byte order), as `contourist_tiff_read_info` said. Grey
   that grows towards black is turned over, unless `as_stored`. */
int contourist_tiff_decode(
    const uint8_t *bytes, size_t count, int as_stored, uint8_t *samples, size_t sample_bytes,
    char *text);

#endif
