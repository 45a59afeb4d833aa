#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stdint.h>

// The part of libtorch that training a U-Net needs: tensors, the layers of `Networks`, what losses
// are made of, optimisers. No C++ exception leaves it: a function that fails returns NULL or false,
// and ctorch_error() says why, in the thread that called it.
//
// Tensors are handles that the caller frees. Data are 32-bit floats, labels 64-bit integers, both
// row-major, sizes as (batch, channels, [k,] j, i). Operations are recorded for ctorch_backward
// unless recording is off.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ctorch_tensor ctorch_tensor;
typedef struct ctorch_optimizer ctorch_optimizer;

typedef struct {
  int64_t count;
  int64_t values[5];
} ctorch_sizes;

const char *_Nonnull ctorch_error(void);

// MARK: The library

void ctorch_set_threads(int count);
// Numbers too small to matter, which some processors are slow with, become 0; in all threads
// begun after it.
void ctorch_flush_denormals(void);
bool ctorch_has_gpu(void);
// Whether convolutions compute in bfloat16, of the calling thread: half the digits, twice the speed
// where the processor has instructions for it. Off and on again after weights changed.
void ctorch_set_bfloat16(bool is_on, bool on_gpu);
// Of the calling thread.
void ctorch_set_recording(bool is_on);

// MARK: Tensors

// Copies `data`, sizes (batch, channels, [k,] j, i) and row-major as all data that cross this header.
ctorch_tensor *_Nullable ctorch_floats(const float *_Nonnull data, ctorch_sizes sizes, bool on_gpu);
ctorch_tensor *_Nullable ctorch_labels(
    const uint8_t *_Nonnull data, ctorch_sizes sizes, bool on_gpu);
void ctorch_free(ctorch_tensor *_Nullable tensor);
ctorch_sizes ctorch_sizes_of(const ctorch_tensor *_Nonnull tensor);
// Copies `count` floats, which must be all there are.
bool ctorch_copy(const ctorch_tensor *_Nonnull tensor, float *_Nonnull data, int64_t count);
// Overwrites a tensor in place, unrecorded.
bool ctorch_assign(ctorch_tensor *_Nonnull tensor, const float *_Nonnull data, int64_t count);
// Moves a tensor in place, unrecorded, a `share` of the way to another.
bool ctorch_blend(
    ctorch_tensor *_Nonnull tensor, const ctorch_tensor *_Nonnull other, double share);
// Makes a tensor one that ctorch_backward finds gradients of.
bool ctorch_track(ctorch_tensor *_Nonnull tensor);
// NULL without an error when there is none.
ctorch_tensor *_Nullable ctorch_gradient(const ctorch_tensor *_Nonnull tensor);
bool ctorch_backward(const ctorch_tensor *_Nonnull loss);

// MARK: Layers

ctorch_tensor *_Nullable ctorch_convolution(
    const ctorch_tensor *_Nonnull x, const ctorch_tensor *_Nonnull weight,
    const ctorch_tensor *_Nullable bias, ctorch_sizes stride, ctorch_sizes padding);
ctorch_tensor *_Nullable ctorch_transposed_convolution(
    const ctorch_tensor *_Nonnull x, const ctorch_tensor *_Nonnull weight,
    const ctorch_tensor *_Nullable bias, ctorch_sizes stride, ctorch_sizes padding,
    ctorch_sizes output_padding);
// While training the running mean and variance are updated in place.
ctorch_tensor *_Nullable ctorch_batch_norm(
    const ctorch_tensor *_Nonnull x, const ctorch_tensor *_Nonnull weight,
    const ctorch_tensor *_Nonnull bias, ctorch_tensor *_Nonnull mean,
    ctorch_tensor *_Nonnull variance, bool is_training, double momentum, double epsilon);
ctorch_tensor *_Nullable ctorch_instance_norm(
    const ctorch_tensor *_Nonnull x, const ctorch_tensor *_Nullable weight,
    const ctorch_tensor *_Nullable bias, double epsilon);
ctorch_tensor *_Nullable ctorch_leaky_relu(const ctorch_tensor *_Nonnull x, double slope);
ctorch_tensor *_Nullable ctorch_prelu(
    const ctorch_tensor *_Nonnull x, const ctorch_tensor *_Nonnull slopes);
ctorch_tensor *_Nullable ctorch_max_pool(
    const ctorch_tensor *_Nonnull x, ctorch_sizes kernel, ctorch_sizes stride,
    ctorch_sizes padding);
// Nearest, or (bi-, tri-)linear with corners not aligned, to `sizes`.
ctorch_tensor *_Nullable ctorch_resize(
    const ctorch_tensor *_Nonnull x, ctorch_sizes sizes, bool is_linear);
ctorch_tensor *_Nullable ctorch_concatenate(
    const ctorch_tensor *_Nonnull const *_Nonnull parts, int64_t count);

// MARK: Arithmetic

ctorch_tensor *_Nullable ctorch_add(
    const ctorch_tensor *_Nonnull a, const ctorch_tensor *_Nonnull b);
ctorch_tensor *_Nullable ctorch_multiply(
    const ctorch_tensor *_Nonnull a, const ctorch_tensor *_Nonnull b);
ctorch_tensor *_Nullable ctorch_divide(
    const ctorch_tensor *_Nonnull a, const ctorch_tensor *_Nonnull b);
// factor * x + offset
ctorch_tensor *_Nullable ctorch_scaled(
    const ctorch_tensor *_Nonnull x, double factor, double offset);
ctorch_tensor *_Nullable ctorch_power(const ctorch_tensor *_Nonnull x, double exponent);
// Over the dimensions that `dimensions` lists, which go; all when it is empty.
ctorch_tensor *_Nullable ctorch_sum(const ctorch_tensor *_Nonnull x, ctorch_sizes dimensions);
ctorch_tensor *_Nullable ctorch_mean(const ctorch_tensor *_Nonnull x, ctorch_sizes dimensions);
// From bfloat16, where it is that.
ctorch_tensor *_Nullable ctorch_as_float(const ctorch_tensor *_Nonnull x);
// Over channels.
ctorch_tensor *_Nullable ctorch_softmax(const ctorch_tensor *_Nonnull x);
ctorch_tensor *_Nullable ctorch_log_softmax(const ctorch_tensor *_Nonnull x);
ctorch_tensor *_Nullable ctorch_sigmoid(const ctorch_tensor *_Nonnull x);
ctorch_tensor *_Nullable ctorch_log_sigmoid(const ctorch_tensor *_Nonnull x);
// Channels `first` to `first + count - 1`.
ctorch_tensor *_Nullable ctorch_channels(
    const ctorch_tensor *_Nonnull x, int64_t first, int64_t count);
// Labels (batch, spatial...) as (batch, classes, spatial...) of ones and zeros.
ctorch_tensor *_Nullable ctorch_one_hot(const ctorch_tensor *_Nonnull labels, int64_t classes);

// MARK: Optimisers

typedef enum {
  ctorch_sgd,
  ctorch_adam,
  ctorch_adamw,
  ctorch_adagrad,
} ctorch_method;

// `momentum` (Nesterov's) is for SGD alone.
ctorch_optimizer *_Nullable ctorch_optimizer_new(
    ctorch_method method, ctorch_tensor *_Nonnull const *_Nonnull parameters, int64_t count,
    double rate, double weight_decay, double momentum);
void ctorch_optimizer_free(ctorch_optimizer *_Nullable optimizer);
// Forgets all gradients.
bool ctorch_optimizer_clear(ctorch_optimizer *_Nonnull optimizer);
// Scales the gradients so that their common length is at most `length`; < 0 on failure, otherwise
// the length they had.
double ctorch_optimizer_clip(ctorch_optimizer *_Nonnull optimizer, double length);
bool ctorch_optimizer_step(ctorch_optimizer *_Nonnull optimizer, double rate);
// What a resumed training needs, as libtorch writes it. The caller frees with ctorch_bytes_free.
bool ctorch_optimizer_save(
    ctorch_optimizer *_Nonnull optimizer, uint8_t *_Nullable *_Nonnull bytes,
    int64_t *_Nonnull count);
void ctorch_bytes_free(uint8_t *_Nullable bytes);
bool ctorch_optimizer_load(
    ctorch_optimizer *_Nonnull optimizer, const uint8_t *_Nonnull bytes, int64_t count);

#ifdef __cplusplus
}
#endif

#endif
