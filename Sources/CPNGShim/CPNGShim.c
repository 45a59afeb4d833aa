#include "CPNGShim.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* What a libpng callback can reach: the bytes to read or those written, and the error's text. */
typedef struct {
  const uint8_t *in;
  size_t in_left;
  uint8_t *out;
  size_t out_count, out_capacity;
  char *error;
} state;

static void on_error(png_structp png, png_const_charp text) {
  state *s = png_get_error_ptr(png);
  strncpy(s->error, text, CONTOURIST_PNG_ERROR_BYTES - 1);
  s->error[CONTOURIST_PNG_ERROR_BYTES - 1] = 0;
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep to, size_t count) {
  state *s = png_get_io_ptr(png);
  if (count > s->in_left) png_error(png, "the file ends too early");
  memcpy(to, s->in, count);
  s->in += count;
  s->in_left -= count;
}

static void write_bytes(png_structp png, png_bytep from, size_t count) {
  state *s = png_get_io_ptr(png);
  if (count > s->out_capacity - s->out_count) {
    size_t capacity = s->out_capacity * 2 + count + 4096;
    uint8_t *grown = realloc(s->out, capacity);
    if (grown == NULL) png_error(png, "out of memory");
    s->out = grown;
    s->out_capacity = capacity;
  }
  memcpy(s->out + s->out_count, from, count);
  s->out_count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

static int is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one;
}

static void set_transformations(png_structp png, png_infop info, int as_stored) {
  const int type = png_get_color_type(png, info);
  const int bits = png_get_bit_depth(png, info);
  if (as_stored) {
    if (bits < 8) png_set_packing(png);
  } else {
    if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if (type == PNG_COLOR_TYPE_GRAY && bits < 8) png_set_expand_gray_1_2_4_to_8(png);
  }
  if (bits == 16 && is_little_endian()) png_set_swap(png);
}

/* `samples` NULL: read the info only. */
static int read_png(
    const uint8_t *bytes, size_t count, int as_stored, contourist_png_info *out,
    uint8_t *samples, size_t sample_bytes, char *error) {
  state s = {.in = bytes, .in_left = count, .error = error};
  error[0] = 0;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &s, on_error, on_warning);
  if (png == NULL) return -1;
  png_infop info = png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    return -1;
  }
  png_bytep *volatile rows = NULL;
  if (setjmp(png_jmpbuf(png))) {
    free(rows);
    png_destroy_read_struct(&png, &info, NULL);
    return -1;
  }
  png_set_read_fn(png, &s, read_bytes);
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_read_info(png, info);
  if (out != NULL) out->stored_row_bytes = png_get_rowbytes(png, info);
  set_transformations(png, info, as_stored);
  if (samples != NULL) png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (out != NULL) {
    out->width = png_get_image_width(png, info);
    out->height = png_get_image_height(png, info);
    out->channels = png_get_channels(png, info);
    out->bits = png_get_bit_depth(png, info);
  }
  if (samples != NULL) {
    const size_t row_bytes = png_get_rowbytes(png, info);
    const size_t height = png_get_image_height(png, info);
    if (row_bytes == 0 || sample_bytes / row_bytes != height || sample_bytes % row_bytes != 0)
      png_error(png, "the room for the samples does not fit the image");
    rows = malloc(height * sizeof *rows);
    if (rows == NULL) png_error(png, "out of memory");
    for (size_t y = 0; y < height; y++) rows[y] = samples + y * row_bytes;
    png_read_image(png, rows);
    png_read_end(png, NULL);
  }
  free(rows);
  png_destroy_read_struct(&png, &info, NULL);
  return 0;
}

int contourist_png_read_info(
    const uint8_t *bytes, size_t count, int as_stored, contourist_png_info *info, char *error) {
  memset(info, 0, sizeof *info);
  return read_png(bytes, count, as_stored, info, NULL, 0, error);
}

int contourist_png_decode(
    const uint8_t *bytes, size_t count, int as_stored, uint8_t *samples, size_t sample_bytes,
    char *error) {
  return read_png(bytes, count, as_stored, NULL, samples, sample_bytes, error);
}

int contourist_png_encode(
    const uint8_t *samples, uint32_t width, uint32_t height, uint32_t channels, uint32_t bits,
    uint8_t **png_out, size_t *png_bytes, char *error) {
  state s = {.error = error};
  error[0] = 0;
  *png_out = NULL;
  *png_bytes = 0;
  const int type = channels == 1   ? PNG_COLOR_TYPE_GRAY
                   : channels == 3 ? PNG_COLOR_TYPE_RGB
                                   : PNG_COLOR_TYPE_RGB_ALPHA;
  const size_t row_bytes = (size_t)width * channels * (bits / 8);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &s, on_error, on_warning);
  if (png == NULL) return -1;
  png_infop info = png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_write_struct(&png, NULL);
    return -1;
  }
  if (setjmp(png_jmpbuf(png))) {
    free(s.out);
    png_destroy_write_struct(&png, &info);
    return -1;
  }
  png_set_write_fn(png, &s, write_bytes, flush_nothing);
  png_set_IHDR(
      png, info, width, height, (int)bits, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
      PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  if (bits == 16 && is_little_endian()) png_set_swap(png);
  for (uint32_t y = 0; y < height; y++) png_write_row(png, samples + y * row_bytes);
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
  *png_out = s.out;
  *png_bytes = s.out_count;
  return 0;
}

void contourist_png_free(uint8_t *png) { free(png); }
