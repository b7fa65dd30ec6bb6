"""torchvision's ResNet-18, -34 and -50 as people have them: a state dict of torch.save, a TorchScript file, and for one an ONNX file.

The weights are torchvision's random initialisation, with BatchNorm away from its defaults. The files are large (500 MB in
all), because published weights are.
"""

import json
import os

import torch
import torchvision

import safetensors
from network_fixtures import unsettle_batch_norm

NETWORKS = ("resnet18", "resnet34", "resnet50")
EXPORTED = ("resnet18",)
CLASSES = 1000
PREPROCESSING = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "classes": CLASSES}


def write_all(folder):
    folder = os.path.join(folder, "published")
    os.makedirs(folder, exist_ok=True)
    for name in NETWORKS:
        torch.manual_seed(20260801)
        network = getattr(torchvision.models, name)()
        images = torch.randn(2, 3, 224, 224)
        unsettle_batch_norm(network, images)
        network.eval()
        with torch.no_grad():
            logits = network(images)
        torch.save(network.state_dict(), os.path.join(folder, name + ".pth"))
        torch.jit.save(torch.jit.script(network), os.path.join(folder, name + ".pt"),
                       _extra_files={"preprocessing.json": json.dumps(PREPROCESSING)})
        if name in EXPORTED:
            torch.onnx.export(network, images, os.path.join(folder, name + ".onnx"), input_names=["input"], output_names=["output"],
                              dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})
        safetensors.write(os.path.join(folder, name + ".safetensors"), {"images": images, "logits": logits})
