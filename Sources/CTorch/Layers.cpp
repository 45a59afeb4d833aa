#ifdef CONTOURIST_TRAINING

#include "Tensors.h"

#include <vector>

using ctorch::optional;
using ctorch::view;

// The functions of a fixed number of axes, not at::convolution, which lower precision passes by.
ctorch_tensor *ctorch_convolution(
    const ctorch_tensor *x, const ctorch_tensor *weight, const ctorch_tensor *bias,
    ctorch_sizes stride, ctorch_sizes padding) {
  return ctorch::tensor([&] {
    return stride.count == 2
        ? at::conv2d(x->value, weight->value, optional(bias), view(stride), view(padding))
        : at::conv3d(x->value, weight->value, optional(bias), view(stride), view(padding));
  });
}

ctorch_tensor *ctorch_transposed_convolution(
    const ctorch_tensor *x, const ctorch_tensor *weight, const ctorch_tensor *bias,
    ctorch_sizes stride, ctorch_sizes padding, ctorch_sizes output_padding) {
  return ctorch::tensor([&] {
    return stride.count == 2
        ? at::conv_transpose2d(
              x->value, weight->value, optional(bias), view(stride), view(padding),
              view(output_padding))
        : at::conv_transpose3d(
              x->value, weight->value, optional(bias), view(stride), view(padding),
              view(output_padding));
  });
}

ctorch_tensor *ctorch_batch_norm(
    const ctorch_tensor *x, const ctorch_tensor *weight, const ctorch_tensor *bias,
    ctorch_tensor *mean, ctorch_tensor *variance, bool is_training, double momentum,
    double epsilon) {
  return ctorch::tensor([&] {
    return at::batch_norm(
        x->value, weight->value, bias->value, mean->value, variance->value, is_training, momentum,
        epsilon, false);
  });
}

ctorch_tensor *ctorch_instance_norm(
    const ctorch_tensor *x, const ctorch_tensor *weight, const ctorch_tensor *bias,
    double epsilon) {
  return ctorch::tensor([&] {
    return at::instance_norm(
        x->value, optional(weight), optional(bias), {}, {}, true, 0.1, epsilon, false);
  });
}

ctorch_tensor *ctorch_leaky_relu(const ctorch_tensor *x, double slope) {
  return ctorch::tensor(
      [&] { return slope == 0 ? at::relu(x->value) : at::leaky_relu(x->value, slope); });
}

ctorch_tensor *ctorch_prelu(const ctorch_tensor *x, const ctorch_tensor *slopes) {
  return ctorch::tensor([&] { return at::prelu(x->value, slopes->value.to(x->value.scalar_type())); });
}

ctorch_tensor *ctorch_max_pool(
    const ctorch_tensor *x, ctorch_sizes kernel, ctorch_sizes stride, ctorch_sizes padding) {
  return ctorch::tensor([&] {
    return kernel.count == 2
        ? at::max_pool2d(x->value, view(kernel), view(stride), view(padding))
        : at::max_pool3d(x->value, view(kernel), view(stride), view(padding));
  });
}

ctorch_tensor *ctorch_resize(const ctorch_tensor *x, ctorch_sizes sizes, bool is_linear) {
  return ctorch::tensor([&] {
    const auto to = view(sizes);
    if (sizes.count == 2) {
      return is_linear ? at::upsample_bilinear2d(x->value, to, false)
                       : at::upsample_nearest2d(x->value, to);
    }
    return is_linear ? at::upsample_trilinear3d(x->value, to, false)
                     : at::upsample_nearest3d(x->value, to);
  });
}

ctorch_tensor *ctorch_concatenate(const ctorch_tensor *const *parts, int64_t count) {
  return ctorch::tensor([&] {
    std::vector<at::Tensor> tensors;
    for (int64_t n = 0; n < count; ++n) tensors.push_back(parts[n]->value);
    return at::cat(tensors, 1);
  });
}

ctorch_tensor *ctorch_add(const ctorch_tensor *a, const ctorch_tensor *b) {
  return ctorch::tensor([&] { return a->value + b->value; });
}

ctorch_tensor *ctorch_multiply(const ctorch_tensor *a, const ctorch_tensor *b) {
  return ctorch::tensor([&] { return a->value * b->value; });
}

ctorch_tensor *ctorch_divide(const ctorch_tensor *a, const ctorch_tensor *b) {
  return ctorch::tensor([&] { return a->value / b->value; });
}

ctorch_tensor *ctorch_scaled(const ctorch_tensor *x, double factor, double offset) {
  return ctorch::tensor([&] { return x->value * factor + offset; });
}

ctorch_tensor *ctorch_power(const ctorch_tensor *x, double exponent) {
  return ctorch::tensor([&] { return at::pow(x->value, exponent); });
}

ctorch_tensor *ctorch_sum(const ctorch_tensor *x, ctorch_sizes dimensions) {
  return ctorch::tensor([&] {
    return dimensions.count == 0 ? x->value.sum() : x->value.sum(view(dimensions));
  });
}

ctorch_tensor *ctorch_mean(const ctorch_tensor *x, ctorch_sizes dimensions) {
  return ctorch::tensor([&] {
    return dimensions.count == 0 ? x->value.mean() : x->value.mean(view(dimensions));
  });
}

ctorch_tensor *ctorch_as_float(const ctorch_tensor *x) {
  return ctorch::tensor([&] { return x->value.to(at::kFloat); });
}

ctorch_tensor *ctorch_softmax(const ctorch_tensor *x) {
  return ctorch::tensor([&] { return at::softmax(x->value, 1); });
}

ctorch_tensor *ctorch_log_softmax(const ctorch_tensor *x) {
  return ctorch::tensor([&] { return at::log_softmax(x->value, 1); });
}

ctorch_tensor *ctorch_sigmoid(const ctorch_tensor *x) {
  return ctorch::tensor([&] { return at::sigmoid(x->value); });
}

ctorch_tensor *ctorch_log_sigmoid(const ctorch_tensor *x) {
  return ctorch::tensor([&] { return at::log_sigmoid(x->value); });
}

ctorch_tensor *ctorch_channels(const ctorch_tensor *x, int64_t first, int64_t count) {
  return ctorch::tensor([&] { return x->value.narrow(1, first, count); });
}

ctorch_tensor *ctorch_one_hot(const ctorch_tensor *labels, int64_t classes) {
  return ctorch::tensor(
      [&] { return at::one_hot(labels->value, classes).movedim(-1, 1).to(at::kFloat); });
}

#endif
