#ifdef CONTOURIST_TRAINING

#include "Tensors.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <dlfcn.h>

#include <cstring>

namespace {
thread_local std::string last_error;

// Channels run fastest: libtorch's convolutions are a quarter faster so, and twice in bfloat16.
at::Tensor channels_last(const at::Tensor &tensor) {
  switch (tensor.dim()) {
  case 4: return tensor.contiguous(at::MemoryFormat::ChannelsLast);
  case 5: return tensor.contiguous(at::MemoryFormat::ChannelsLast3d);
  default: return tensor;
  }
}

at::Tensor placed(const at::Tensor &host, bool on_gpu) {
  return on_gpu ? host.to(at::kCUDA) : host;
}
}  // namespace

void ctorch::set_error(const char *what) {
  last_error = what;
  const size_t end = last_error.find('\n');
  if (end != std::string::npos) last_error.resize(end);
}

const char *ctorch_error(void) { return last_error.c_str(); }

void ctorch_set_threads(int count) { at::set_num_threads(count); }

void ctorch_flush_denormals(void) { at::globalContext().setFlushDenormal(true); }

bool ctorch_has_gpu(void) {
  return ctorch::guarded(false, [&] {
    // Nothing of it is linked to: a libtorch for the CPU alone does not have the library.
    static void *const library = dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
    return library != nullptr && at::globalContext().hasCUDA();
  });
}

void ctorch_set_bfloat16(bool is_on, bool on_gpu) {
  const auto device = on_gpu ? at::kCUDA : at::kCPU;
  if (is_on) at::autocast::set_autocast_dtype(device, at::kBFloat16);
  at::autocast::set_autocast_enabled(device, is_on);
  // The weights' copies in bfloat16 are good until the weights change.
  if (!is_on) at::autocast::clear_cache();
}

void ctorch_set_recording(bool is_on) { at::GradMode::set_enabled(is_on); }

ctorch_tensor *ctorch_floats(const float *data, ctorch_sizes sizes, bool on_gpu) {
  return ctorch::tensor([&] {
    auto host = at::from_blob(const_cast<float *>(data), ctorch::view(sizes), at::kFloat).clone();
    return placed(channels_last(host), on_gpu);
  });
}

ctorch_tensor *ctorch_labels(const uint8_t *data, ctorch_sizes sizes, bool on_gpu) {
  return ctorch::tensor([&] {
    auto host =
        at::from_blob(const_cast<uint8_t *>(data), ctorch::view(sizes), at::kByte).to(at::kLong);
    return placed(host, on_gpu);
  });
}

void ctorch_free(ctorch_tensor *tensor) { delete tensor; }

ctorch_sizes ctorch_sizes_of(const ctorch_tensor *tensor) {
  ctorch_sizes result{};
  result.count = tensor->value.dim();
  for (int64_t n = 0; n < result.count && n < 5; ++n) result.values[n] = tensor->value.size(n);
  return result;
}

bool ctorch_copy(const ctorch_tensor *tensor, float *data, int64_t count) {
  return ctorch::guarded(false, [&] {
    auto host = tensor->value.detach().to(at::kCPU, at::kFloat).contiguous();
    TORCH_CHECK(host.numel() == count, "a tensor of ", host.numel(), " values, not ", count);
    std::memcpy(data, host.const_data_ptr<float>(), sizeof(float) * static_cast<size_t>(count));
    return true;
  });
}

bool ctorch_assign(ctorch_tensor *tensor, const float *data, int64_t count) {
  return ctorch::guarded(false, [&] {
    at::NoGradGuard guard;
    auto &value = tensor->value;
    TORCH_CHECK(value.numel() == count, "a tensor of ", value.numel(), " values, not ", count);
    value.copy_(at::from_blob(const_cast<float *>(data), value.sizes(), at::kFloat));
    return true;
  });
}

bool ctorch_blend(ctorch_tensor *tensor, const ctorch_tensor *other, double share) {
  return ctorch::guarded(false, [&] {
    at::NoGradGuard guard;
    tensor->value.lerp_(other->value, share);
    return true;
  });
}

bool ctorch_track(ctorch_tensor *tensor) {
  return ctorch::guarded(false, [&] {
    tensor->value.requires_grad_(true);
    return true;
  });
}

ctorch_tensor *ctorch_gradient(const ctorch_tensor *tensor) {
  return ctorch::guarded(static_cast<ctorch_tensor *>(nullptr), [&]() -> ctorch_tensor * {
    const auto &gradient = tensor->value.grad();
    return gradient.defined() ? new ctorch_tensor{gradient} : nullptr;
  });
}

bool ctorch_backward(const ctorch_tensor *loss) {
  return ctorch::guarded(false, [&] {
    loss->value.backward();
    return true;
  });
}

#endif
