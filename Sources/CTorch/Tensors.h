#pragma once

#include "CTorch.h"

#if !__has_include(<ATen/ATen.h>)
#error "libtorch is missing: run 'make dependencies', or build with --disable-default-traits"
#endif
#include <ATen/ATen.h>

#include <exception>
#include <string>

struct ctorch_tensor {
  at::Tensor value;
};

namespace ctorch {

/// Of the calling thread; the first line, without libtorch's call stack.
void set_error(const char *what);

inline at::IntArrayRef view(const ctorch_sizes &sizes) {
  return at::IntArrayRef(sizes.values, static_cast<size_t>(sizes.count));
}

/// Runs `work` and keeps its exception as the error.
template <typename Result, typename Work> Result guarded(Result failure, Work work) noexcept {
  try {
    return work();
  } catch (const std::exception &error) {
    set_error(error.what());
  } catch (...) {
    set_error("an unknown failure in libtorch");
  }
  return failure;
}

template <typename Work> ctorch_tensor *tensor(Work work) noexcept {
  return guarded(static_cast<ctorch_tensor *>(nullptr), [&] { return new ctorch_tensor{work()}; });
}

inline std::optional<at::Tensor> optional(const ctorch_tensor *tensor) {
  return tensor ? std::optional<at::Tensor>(tensor->value) : std::nullopt;
}

}  // namespace ctorch
