/* Networks in ONNX, run on the processor by OpenVINO, whose own functions take variable arguments and
   hand out objects of a dozen kinds. */
#ifndef CONTOURIST_COPENVINO_H
#define CONTOURIST_COPENVINO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A network made ready to run. One thread at a time uses it. */
typedef struct contourist_openvino contourist_openvino;

enum {
  CONTOURIST_OPENVINO_ERROR_BYTES = 2048,
  CONTOURIST_OPENVINO_NAME_BYTES = 256,
  CONTOURIST_OPENVINO_MAX_AXES = 8,
};

/* An input or output. */
typedef struct {
  char name[CONTOURIST_OPENVINO_NAME_BYTES];
  bool is_float32;
  /* -1 where it depends on the input; more than CONTOURIST_OPENVINO_MAX_AXES have no lengths. */
  int axes;
  /* -1 where it is free. */
  int64_t lengths[CONTOURIST_OPENVINO_MAX_AXES];
} contourist_openvino_port;

/* Every function that fails leaves OpenVINO's text in `error` (CONTOURIST_OPENVINO_ERROR_BYTES). */

/* Reads an ONNX file, with the files of weights that it names, and compiles it for `threads` threads.
   NULL on failure. */
contourist_openvino *contourist_openvino_open(const char *path, int threads, char *error);
void contourist_openvino_close(contourist_openvino *network);

size_t contourist_openvino_inputs(const contourist_openvino *network);
size_t contourist_openvino_outputs(const contourist_openvino *network);
bool contourist_openvino_port_at(
    const contourist_openvino *network, bool is_output, size_t index, contourist_openvino_port *port,
    char *error);

/* Runs a network of one input of float32, row-major, and hands out one of its outputs: its `axes`
   lengths, at most CONTOURIST_OPENVINO_MAX_AXES, and its values, which stay until the next run. */
bool contourist_openvino_run(
    contourist_openvino *network, const float *input, const int64_t *lengths, int axes, size_t output,
    int64_t *output_lengths, int *output_axes, const float **values, char *error);

#endif
