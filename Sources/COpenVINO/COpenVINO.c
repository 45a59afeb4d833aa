#include "COpenVINO.h"

#include <openvino/c/openvino.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct contourist_openvino {
  ov_core_t *core;
  ov_compiled_model_t *compiled;
  ov_infer_request_t *request;
  ov_tensor_t *result; /* of the last run */
};

static bool failed(ov_status_e status, char *error) {
  if (status == OK) return false;
  const char *text = ov_get_last_err_msg();
  if (text == NULL || text[0] == 0) text = ov_get_error_info(status);
  snprintf(error, CONTOURIST_OPENVINO_ERROR_BYTES, "%s", text);
  return true;
}

static bool compile(contourist_openvino *network, ov_model_t *model, int threads, char *error) {
  char count[16];
  snprintf(count, sizeof count, "%d", threads);
  /* float32 because some processors would be given bfloat16; one stream because windows follow each
     other; not pinned because pinned threads wait for others that hold their core. */
  if (failed(
          ov_core_compile_model(
              network->core, model, "CPU", 10, &network->compiled, "INFERENCE_PRECISION_HINT", "f32",
              "INFERENCE_NUM_THREADS", count, "NUM_STREAMS", "1", "ENABLE_CPU_PINNING", "NO",
              "CPU_DENORMALS_OPTIMIZATION", "YES"),
          error))
    return false;
  return !failed(ov_compiled_model_create_infer_request(network->compiled, &network->request), error);
}

contourist_openvino *contourist_openvino_open(const char *path, int threads, char *error) {
  error[0] = 0;
  contourist_openvino *network = calloc(1, sizeof *network);
  if (network == NULL) {
    snprintf(error, CONTOURIST_OPENVINO_ERROR_BYTES, "there is no memory left");
    return NULL;
  }
  ov_model_t *model = NULL;
  const bool is_open = !failed(ov_core_create(&network->core), error) &&
                       !failed(ov_core_read_model(network->core, path, NULL, &model), error) &&
                       compile(network, model, threads, error);
  ov_model_free(model);
  if (is_open) return network;
  contourist_openvino_close(network);
  return NULL;
}

void contourist_openvino_close(contourist_openvino *network) {
  if (network == NULL) return;
  ov_tensor_free(network->result);
  ov_infer_request_free(network->request);
  ov_compiled_model_free(network->compiled);
  ov_core_free(network->core);
  free(network);
}

size_t contourist_openvino_inputs(const contourist_openvino *network) {
  size_t count = 0;
  ov_compiled_model_inputs_size(network->compiled, &count);
  return count;
}

size_t contourist_openvino_outputs(const contourist_openvino *network) {
  size_t count = 0;
  ov_compiled_model_outputs_size(network->compiled, &count);
  return count;
}

bool contourist_openvino_port_at(
    const contourist_openvino *network, bool is_output, size_t index, contourist_openvino_port *port,
    char *error) {
  memset(port, 0, sizeof *port);
  ov_output_const_port_t *found = NULL;
  if (failed(
          is_output ? ov_compiled_model_output_by_index(network->compiled, index, &found)
                    : ov_compiled_model_input_by_index(network->compiled, index, &found),
          error))
    return false;
  char *name = NULL;
  /* A port without a name is none that anybody asks for. */
  if (ov_port_get_any_name(found, &name) == OK && name != NULL)
    snprintf(port->name, sizeof port->name, "%s", name);
  ov_free(name);
  ov_element_type_e type = DYNAMIC;
  ov_partial_shape_t shape = {0};
  const bool is_read = !failed(ov_port_get_element_type(found, &type), error) &&
                       !failed(ov_port_get_partial_shape(found, &shape), error);
  if (is_read) {
    port->is_float32 = type == F32;
    port->axes = ov_rank_is_dynamic(shape.rank) ? -1 : (int)shape.rank.min;
    for (int n = 0; n < port->axes && n < CONTOURIST_OPENVINO_MAX_AXES; n++)
      port->lengths[n] = ov_dimension_is_dynamic(shape.dims[n]) ? -1 : shape.dims[n].min;
    ov_partial_shape_free(&shape);
  }
  ov_output_const_port_free(found);
  return is_read;
}

static bool set_input(
    contourist_openvino *network, const float *input, const int64_t *lengths, int axes,
    char *error) {
  ov_shape_t shape = {0};
  if (failed(ov_shape_create(axes, lengths, &shape), error)) return false;
  ov_tensor_t *tensor = NULL;
  /* Read and not written to; the request holds the tensor until it has the next one. */
  bool is_set =
      !failed(ov_tensor_create_from_host_ptr(F32, shape, (void *)input, &tensor), error) &&
      !failed(ov_infer_request_set_input_tensor_by_index(network->request, 0, tensor), error);
  ov_tensor_free(tensor);
  ov_shape_free(&shape);
  return is_set;
}

bool contourist_openvino_run(
    contourist_openvino *network, const float *input, const int64_t *lengths, int axes, size_t output,
    int64_t *output_lengths, int *output_axes, const float **values, char *error) {
  error[0] = 0;
  ov_tensor_free(network->result);
  network->result = NULL;
  if (!set_input(network, input, lengths, axes, error) ||
      failed(ov_infer_request_infer(network->request), error) ||
      failed(
          ov_infer_request_get_output_tensor_by_index(network->request, output, &network->result),
          error))
    return false;
  ov_shape_t shape = {0};
  void *data = NULL;
  if (failed(ov_tensor_get_shape(network->result, &shape), error) ||
      failed(ov_tensor_data(network->result, &data), error))
    return false;
  const bool fits = shape.rank <= CONTOURIST_OPENVINO_MAX_AXES;
  if (fits)
    for (int n = 0; n < shape.rank; n++) output_lengths[n] = shape.dims[n];
  else
    snprintf(error, CONTOURIST_OPENVINO_ERROR_BYTES, "its answer has %d axes", (int)shape.rank);
  *output_axes = (int)shape.rank;
  *values = data;
  ov_shape_free(&shape);
  return fits;
}
