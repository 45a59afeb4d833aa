"""Our network files as PyTorch networks, to be trained and timed beside ours.

The graph of the ONNX file is computed node by node with torch's own functions, so that the twin
depends on nothing but the file.
"""
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper


class Twin(torch.nn.Module):
    """The network of an ONNX file; its parameters have the file's names, with "/" for "."."""

    def __init__(self, path):
        super().__init__()
        self.graph = onnx.load(path).graph
        self.values = {t.name: numpy_helper.to_array(t) for t in self.graph.initializer}
        self.constants = {}
        for name, value in self.values.items():
            if name.startswith("constant."):
                self.constants[name] = value
                continue
            tensor = torch.tensor(value.copy())
            if "running_" in name:
                self.register_buffer(self.key(name), tensor)
            else:
                self.register_parameter(self.key(name), torch.nn.Parameter(tensor))

    @staticmethod
    def key(name):
        return name.replace(".", "/")

    def tensor(self, name):
        return getattr(self, self.key(name))

    def forward(self, image):
        known = {"image": image}
        for node in self.graph.node:
            known[node.output[0]] = self.computed(node, known)
        return known["logits"]

    def computed(self, node, known):
        options = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        x = known[node.input[0]]
        axes = x.dim() - 2
        def own(n):
            name = node.input[n] if len(node.input) > n else ""
            if name in self.constants:
                return torch.tensor(self.constants[name].copy()).to(x.dtype)
            return self.tensor(name) if name else None
        def half(pads):
            return tuple(pads[:axes]) if pads else (0,) * axes
        match node.op_type:
            case "Conv":
                f = F.conv2d if axes == 2 else F.conv3d
                return f(x, own(1), own(2), options.get("strides", [1] * axes), half(options.get("pads")))
            case "ConvTranspose":
                f = F.conv_transpose2d if axes == 2 else F.conv_transpose3d
                return f(x, own(1), own(2), options.get("strides", [1] * axes), half(options.get("pads")),
                         tuple(options.get("output_padding", [0] * axes)))
            case "BatchNormalization":
                return F.batch_norm(x, own(3), own(4), own(1), own(2), self.training, 0.1,
                                    options.get("epsilon", 1e-5))
            case "InstanceNormalization":
                return F.instance_norm(x, None, None, own(1), own(2), True, 0.1, options.get("epsilon", 1e-5))
            case "Relu":
                return F.relu(x)
            case "LeakyRelu":
                return F.leaky_relu(x, options.get("alpha", 0.01))
            case "PRelu":
                return F.prelu(x, own(1).reshape(-1).to(x.dtype))
            case "MaxPool":
                f = F.max_pool2d if axes == 2 else F.max_pool3d
                return f(x, options["kernel_shape"], options["strides"], half(options.get("pads")))
            case "Resize":
                scales = [float(s) for s in self.constants[node.input[2]][2:]]
                mode = options["mode"].decode()
                names = {"nearest": "nearest", "linear": "bilinear" if axes == 2 else "trilinear"}
                aligned = {} if mode == "nearest" else {"align_corners": False}
                return F.interpolate(x, scale_factor=scales, mode=names[mode], **aligned)
            case "Concat":
                return torch.cat([known[name] for name in node.input], 1)
            case "Add" | "Sum":
                total = x
                for name in node.input[1:]:
                    total = total + known[name]
                return total
            case "Identity":
                return x
        raise NotImplementedError(node.op_type)
