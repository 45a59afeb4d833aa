/* PNG in memory, over libpng's classic interface, which keeps 16-bit samples exact. libpng reports
   errors by longjmp, which Swift cannot survive, so every jump stays inside CPNGShim.c. */
#ifndef CONTOURIST_CPNGSHIM_H
#define CONTOURIST_CPNGSHIM_H

#include <stddef.h>
#include <stdint.h>

enum { CONTOURIST_PNG_ERROR_BYTES = 256 };

typedef struct {
  uint32_t width, height;
  uint32_t channels;         /* after decoding: 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA */
  uint32_t bits;             /* after decoding: 8 or 16 */
  uint64_t stored_row_bytes; /* bytes of one row before compression, as the file holds it */
} contourist_png_info;

/* Reads what a PNG promises. With `as_stored`, palette indices and grey levels of 1, 2 or 4 bits
   count as they stand in the file; without, a palette becomes RGB and grey is stretched to 8 bits.
   Returns 0, or -1 with a text in `error` (CONTOURIST_PNG_ERROR_BYTES). */
int contourist_png_read_info(
    const uint8_t *bytes, size_t count, int as_stored, contourist_png_info *info, char *error);

/* Decodes all rows into `samples`, which holds height * width * channels samples of 8 or 16 bits
   (native byte order), as `contourist_png_read_info` said with the same `as_stored`. */
int contourist_png_decode(
    const uint8_t *bytes, size_t count, int as_stored, uint8_t *samples, size_t sample_bytes,
    char *error);

/* Encodes rows of 8- or 16-bit samples (native byte order); channels 1, 3 or 4. On success
   `*png` is owned by the caller, who hands it to `contourist_png_free`. */
int contourist_png_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, uint32_t bits,
    uint8_t **png, size_t *png_bytes, char *error);

void contourist_png_free(uint8_t *png);

#endif
