#ifdef CONTOURIST_TRAINING

#include "Tensors.h"

#include <torch/nn/utils/clip_grad.h>
#include <torch/optim.h>
#include <torch/serialize.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <sstream>
#include <vector>

struct ctorch_optimizer {
  std::unique_ptr<torch::optim::Optimizer> value;
};

namespace {
std::unique_ptr<torch::optim::Optimizer> made(
    ctorch_method method, std::vector<at::Tensor> parameters, double rate, double weight_decay,
    double momentum) {
  using namespace torch::optim;
  switch (method) {
  case ctorch_sgd:
    return std::make_unique<SGD>(
        std::move(parameters), SGDOptions(rate)
                                   .momentum(momentum)
                                   .nesterov(momentum > 0)
                                   .weight_decay(weight_decay));
  case ctorch_adam:
    return std::make_unique<Adam>(
        std::move(parameters), AdamOptions(rate).weight_decay(weight_decay));
  case ctorch_adamw:
    return std::make_unique<AdamW>(
        std::move(parameters), AdamWOptions(rate).weight_decay(weight_decay));
  case ctorch_adagrad:
    return std::make_unique<Adagrad>(
        std::move(parameters), AdagradOptions(rate).weight_decay(weight_decay));
  }
  TORCH_CHECK(false, "there is no such optimiser");
}
}  // namespace

ctorch_optimizer *ctorch_optimizer_new(
    ctorch_method method, ctorch_tensor *const *parameters, int64_t count, double rate,
    double weight_decay, double momentum) {
  return ctorch::guarded(static_cast<ctorch_optimizer *>(nullptr), [&] {
    std::vector<at::Tensor> tensors;
    for (int64_t n = 0; n < count; ++n) tensors.push_back(parameters[n]->value);
    return new ctorch_optimizer{made(method, std::move(tensors), rate, weight_decay, momentum)};
  });
}

void ctorch_optimizer_free(ctorch_optimizer *optimizer) { delete optimizer; }

bool ctorch_optimizer_clear(ctorch_optimizer *optimizer) {
  return ctorch::guarded(false, [&] {
    optimizer->value->zero_grad();
    return true;
  });
}

double ctorch_optimizer_clip(ctorch_optimizer *optimizer, double length) {
  return ctorch::guarded(-1.0, [&] {
    std::vector<at::Tensor> parameters;
    for (auto &group : optimizer->value->param_groups()) {
      for (auto &parameter : group.params()) parameters.push_back(parameter);
    }
    return torch::nn::utils::clip_grad_norm_(parameters, length);
  });
}

bool ctorch_optimizer_step(ctorch_optimizer *optimizer, double rate) {
  return ctorch::guarded(false, [&] {
    for (auto &group : optimizer->value->param_groups()) group.options().set_lr(rate);
    optimizer->value->step();
    return true;
  });
}

bool ctorch_optimizer_save(ctorch_optimizer *optimizer, uint8_t **bytes, int64_t *count) {
  return ctorch::guarded(false, [&] {
    torch::serialize::OutputArchive archive;
    optimizer->value->save(archive);
    std::ostringstream stream;
    archive.save_to(stream);
    const std::string text = stream.str();
    *bytes = static_cast<uint8_t *>(std::malloc(text.size()));
    TORCH_CHECK(*bytes != nullptr, "out of memory");
    std::memcpy(*bytes, text.data(), text.size());
    *count = static_cast<int64_t>(text.size());
    return true;
  });
}

void ctorch_bytes_free(uint8_t *bytes) { std::free(bytes); }

bool ctorch_optimizer_load(ctorch_optimizer *optimizer, const uint8_t *bytes, int64_t count) {
  return ctorch::guarded(false, [&] {
    torch::serialize::InputArchive archive;
    archive.load_from(reinterpret_cast<const char *>(bytes), static_cast<size_t>(count));
    optimizer->value->load(archive);
    return true;
  });
}

#endif
