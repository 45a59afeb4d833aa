#include "CTIFFShim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

/* No strip, tile or table of a file that can be annotated comes near it. */
enum { LARGEST_ALLOCATION = 1 << 30 };

/* The file's bytes and where the next read begins. */
typedef struct {
  const uint8_t *bytes;
  uint64_t count, position;
} source;

static tmsize_t read_bytes(thandle_t handle, void *to, tmsize_t wanted) {
  source *s = handle;
  if (wanted <= 0 || s->position >= s->count) return 0;
  const uint64_t left = s->count - s->position;
  const uint64_t n = (uint64_t)wanted < left ? (uint64_t)wanted : left;
  memcpy(to, s->bytes + s->position, n);
  s->position += n;
  return (tmsize_t)n;
}

static tmsize_t write_nothing(thandle_t handle, void *from, tmsize_t count) {
  (void)handle, (void)from, (void)count;
  return -1;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
  source *s = handle;
  if (whence == SEEK_CUR) offset += s->position;
  if (whence == SEEK_END) offset += s->count;
  s->position = offset;
  return offset;
}

static int close_nothing(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size_of(thandle_t handle) { return ((source *)handle)->count; }

/* Keeps the first error's text: later ones follow from it. */
static int on_error(TIFF *tiff, void *text, const char *module, const char *format, va_list list) {
  (void)tiff, (void)module;
  if (*(char *)text == 0) vsnprintf(text, CONTOURIST_TIFF_ERROR_BYTES, format, list);
  return 1;
}

static int on_warning(
    TIFF *tiff, void *data, const char *module, const char *format, va_list list) {
  (void)tiff, (void)data, (void)module, (void)format, (void)list;
  return 1;
}

static TIFF *open_tiff(source *s, char *text) {
  text[0] = 0;
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (options == NULL) return NULL;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, LARGEST_ALLOCATION);
  TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, text);
  TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, NULL);
  TIFF *tiff = TIFFClientOpenExt(
      "TIFF", "rm", s, read_bytes, write_nothing, seek, close_nothing, size_of, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  return tiff;
}

static int unsupported(char *text, const char *what, unsigned number) {
  snprintf(text, CONTOURIST_TIFF_ERROR_BYTES, what, number);
  return CONTOURIST_TIFF_UNSUPPORTED;
}

/* What is common to reading the promise and the pixels. */
static int describe(TIFF *tiff, int as_stored, contourist_tiff_info *info, char *text) {
  memset(info, 0, sizeof *info);
  uint16_t channels, bits, format, orientation, photometric, compression;
  if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &info->width) ||
      !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &info->height) || info->width == 0 ||
      info->height == 0 || !TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric)) {
    snprintf(text, CONTOURIST_TIFF_ERROR_BYTES, "it does not state its size or kind of pixels");
    return CONTOURIST_TIFF_DAMAGED;
  }
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &channels);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
  info->channels = channels;
  info->bits = bits;
  info->orientation = orientation;
  info->is_big_endian = TIFFIsBigEndian(tiff);
  if (!TIFFLastDirectory(tiff)) return unsupported(text, "several pages", 0);
  switch (compression) {
    case COMPRESSION_NONE:
    case COMPRESSION_LZW:
    case COMPRESSION_PACKBITS:
    case COMPRESSION_DEFLATE:
    case COMPRESSION_ADOBE_DEFLATE:
      break;
    case COMPRESSION_JPEG:
      TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      if (photometric == PHOTOMETRIC_YCBCR) photometric = PHOTOMETRIC_RGB;
      break;
    default:
      return unsupported(text, "pixels of TIFF's compression %u", compression);
  }
  if (bits != 8 && bits != 16) return unsupported(text, "samples of %u bits", bits);
  if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID)
    return unsupported(text, "signed, complex or floating-point samples", 0);
  unsigned least, most;
  switch (photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
      least = 1, most = 2;
      break;
    case PHOTOMETRIC_RGB:
      least = 3, most = 4;
      break;
    case PHOTOMETRIC_PALETTE:
      if (!as_stored) return unsupported(text, "palette colours", 0);
      least = 1, most = 1;
      break;
    default:
      return unsupported(text, "colours of TIFF's kind %u", photometric);
  }
  if (channels < least || channels > most)
    return unsupported(text, "pixels of %u samples", channels);
  return CONTOURIST_TIFF_DONE;
}

static int damaged(char *text) {
  if (text[0] == 0) snprintf(text, CONTOURIST_TIFF_ERROR_BYTES, "its pixels cannot be decoded");
  return CONTOURIST_TIFF_DAMAGED;
}

/* Copies `columns` pixels; `from` holds `planes` 1: all channels side by side, else one of them. */
static void place(
    const contourist_tiff_info *info, uint8_t *samples, const uint8_t *from, uint64_t row,
    uint64_t column, uint64_t columns, uint32_t plane, uint32_t planes) {
  const size_t sample = info->bits / 8;
  const size_t pixel = sample * info->channels;
  uint8_t *to = samples + (row * info->width + column) * pixel + plane * sample;
  if (planes == 1) {
    memcpy(to, from, columns * pixel);
    return;
  }
  for (uint64_t n = 0; n < columns; n++) memcpy(to + n * pixel, from + n * sample, sample);
}

static int read_rows(
    TIFF *tiff, const contourist_tiff_info *info, uint32_t planes, uint8_t *samples,
    uint8_t *buffer) {
  for (uint32_t plane = 0; plane < planes; plane++)
    for (uint32_t row = 0; row < info->height; row++) {
      if (TIFFReadScanline(tiff, buffer, row, (uint16_t)plane) < 0) return 0;
      place(info, samples, buffer, row, 0, info->width, plane, planes);
    }
  return 1;
}

static int read_tiles(
    TIFF *tiff, const contourist_tiff_info *info, uint32_t planes, uint8_t *samples,
    uint8_t *buffer) {
  uint32_t width = 0, height = 0;
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_TILELENGTH, &height);
  if (width == 0 || height == 0) return 0;
  const uint64_t row_bytes = (uint64_t)TIFFTileRowSize(tiff);
  const uint64_t pixel = info->bits / 8 * (planes == 1 ? info->channels : 1);
  if (row_bytes < width * pixel || (uint64_t)TIFFTileSize(tiff) < row_bytes * height) return 0;
  for (uint32_t plane = 0; plane < planes; plane++)
    for (uint64_t y = 0; y < info->height; y += height)
      for (uint64_t x = 0; x < info->width; x += width) {
        if (TIFFReadTile(tiff, buffer, (uint32_t)x, (uint32_t)y, 0, (uint16_t)plane) < 0) return 0;
        const uint64_t columns = info->width - x < width ? info->width - x : width;
        for (uint64_t row = 0; row < height && y + row < info->height; row++)
          place(info, samples, buffer + row * row_bytes, y + row, x, columns, plane, planes);
      }
  return 1;
}

int contourist_tiff_read_info(
    const uint8_t *bytes, size_t count, int as_stored, contourist_tiff_info *info, char *text) {
  source s = {.bytes = bytes, .count = count};
  memset(info, 0, sizeof *info);
  TIFF *tiff = open_tiff(&s, text);
  if (tiff == NULL) return damaged(text);
  const int status = describe(tiff, as_stored, info, text);
  TIFFClose(tiff);
  return status;
}

int contourist_tiff_decode(
    const uint8_t *bytes, size_t count, int as_stored, uint8_t *samples, size_t sample_bytes,
    char *text) {
  source s = {.bytes = bytes, .count = count};
  TIFF *tiff = open_tiff(&s, text);
  if (tiff == NULL) return damaged(text);
  contourist_tiff_info info;
  int status = describe(tiff, as_stored, &info, text);
  uint8_t *buffer = NULL;
  if (status == CONTOURIST_TIFF_DONE) {
    uint16_t arrangement, photometric;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &arrangement);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
    const uint32_t planes = arrangement == PLANARCONFIG_SEPARATE ? info.channels : 1;
    const uint64_t row_bytes =
        (uint64_t)info.width * (info.bits / 8) * (planes == 1 ? info.channels : 1);
    const uint64_t whole = (uint64_t)info.width * info.height * info.channels * (info.bits / 8);
    const tmsize_t room = TIFFIsTiled(tiff) ? TIFFTileSize(tiff) : TIFFScanlineSize(tiff);
    const int fits = whole == sample_bytes && room > 0 && room <= LARGEST_ALLOCATION &&
                     (TIFFIsTiled(tiff) || (uint64_t)room >= row_bytes);
    if (fits) buffer = malloc((size_t)room);
    const int is_read =
        buffer != NULL && (TIFFIsTiled(tiff) ? read_tiles(tiff, &info, planes, samples, buffer)
                                             : read_rows(tiff, &info, planes, samples, buffer));
    if (!is_read) status = damaged(text);
    /* Opacity, the second of two channels, does not turn over. */
    if (is_read && photometric == PHOTOMETRIC_MINISWHITE && !as_stored) {
      const size_t sample = info.bits / 8;
      for (size_t at = 0; at < sample_bytes; at += sample * info.channels)
        for (size_t n = 0; n < sample; n++) samples[at + n] = (uint8_t)~samples[at + n];
    }
  }
  free(buffer);
  TIFFClose(tiff);
  return status;
}
