# Two commands do everything: `make run` and `make test`. Both install what is missing first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PACKAGES := gcc g++ pkg-config libnifti-dev libpng-dev libtiff-dev libgdcm-dev zlib1g-dev libzip-dev libsqlite3-dev \
  python3 python3-venv
# The PACS and the browser that the tests talk to; `make run` does without.
TEST_PACKAGES := orthanc orthanc-dicomweb dicom3tools chromium chromium-driver slurmctld slurmd \
  slurm-client munge
RELEASE  := .build/release
PROGRAM  := $(RELEASE)/contourist
OUTPUT   := output
PYTHON   := .deps/python/bin/python
PEERS    := Tests/Peers/requirements.txt
BROWSER  := Tests/Browser/requirements.txt
BENCHMARKS := Tests/Peers/benchmarks.txt
BENCHMARK_PYTHON := .deps/benchmarks/bin/python
TORCH := Tests/Peers/torch.txt
TORCH_PYTHON := .deps/torch/bin/python
EVALUATION := Tests/Peers/evaluation.txt
EVALUATION_PYTHON := .deps/evaluation/bin/python
PICTURES := Tests/Peers/pictures.txt
PICTURE_PYTHON := .deps/pictures/bin/python

# libtorch for the processor: libraries and headers of PyTorch's package, without its Python. Set
# LIBTORCH to the folder that holds an installed PyTorch's torch/ to use that one, with its GPU.
LIBTORCH_PACKAGES := torch==2.15.0 nvidia-cuda-runtime==13.5.37 nvidia-cuda-cupti==13.5.25
LIBTORCH ?=

# OpenVINO, which runs networks on the processor: its C interface from its Python package.
OPENVINO := 2026.4.1
# The charts of the web platform.
PLOTLY := 7.1.0

.PHONY: run serve test build dependencies sample-data peers benchmarks torch-benchmarks evaluation-benchmarks outline-pictures cost-picture fuzz sanitize manual docs lint format clean

## The main job on SampleData: replay the recorded sessions, measure, export, draw; then the whole
## loop: a network draws, recorded corrections on two slices, export.
run: build
	@mkdir -p $(OUTPUT)
	@for session in Annotations/*.session.jsonl; do \
	  name=$$(basename $$session .session.jsonl); \
	  sample=SampleData/$$name; \
	  out=$(OUTPUT)/$$name; \
	  mkdir -p $$out; \
	  $(PROGRAM) session replay $$session --mask $$out/mask.nii.gz \
	    --reference $${sample}_truth.nii.gz --force; \
	  $(PROGRAM) export $$session --format polygons --output $$out/polygons.json --force; \
	  $(PROGRAM) render --session $$session --output $$out/slices.png --force; \
	  $(PROGRAM) render --session $$session --reference $${sample}_truth.nii.gz --panels \
	    --output $$out/panels.png --force; \
	  echo; \
	done
	@out=$(OUTPUT)/presegmented; rm -rf $$out; mkdir -p $$out; \
	  $(PROGRAM) presegment SampleData/cardiac.nii.gz --model cardiac-cine --frame 0 \
	    --output $$out/network.nii.gz --session $$out/cardiac.session.jsonl \
	    --reference SampleData/cardiac_truth.nii.gz; \
	  $(PROGRAM) session apply $$out/cardiac.session.jsonl Annotations/cardiac.corrections.jsonl; \
	  $(PROGRAM) session replay $$out/cardiac.session.jsonl --mask $$out/mask.nii.gz \
	    --reference SampleData/cardiac_truth.nii.gz; \
	  $(PROGRAM) export $$out/cardiac.session.jsonl --format polygons --output $$out/polygons.json; \
	  $(PROGRAM) render --session $$out/cardiac.session.jsonl --frame 0 --output $$out/slices.png; \
	  echo
	@echo "Everything is in $(OUTPUT)/: NAME/mask.nii.gz, polygons.json, slices.png, panels.png;"
	@echo "what a network began and two slices' corrections finished: $(OUTPUT)/presegmented"

## The web platform on SampleData, with an account to try it: http://127.0.0.1:8080/
serve: build
	@mkdir -p $(OUTPUT)
	@if [ ! -e $(OUTPUT)/server/password ]; then \
	  mkdir -p $(OUTPUT)/server; chmod 700 $(OUTPUT)/server; \
	  head -c 15 /dev/urandom | base64 | tr '+/' 'xy' > $(OUTPUT)/server/password; \
	  $(PROGRAM) serve account --data $(OUTPUT)/server --name demo --role administrator \
	    < $(OUTPUT)/server/password; \
	fi
	@$(PROGRAM) serve demo --data $(OUTPUT)/server --samples SampleData --sessions Annotations \
	  --owner demo
	@echo "sign in as demo with the password $$(cat $(OUTPUT)/server/password); control-C ends it"
	@$(PROGRAM) serve --data $(OUTPUT)/server

# What failed is said once more at the end: two thousand lines hide it.
SUITE = suite() { swift test --disable-xctest "$$@" 2>&1 | tee .build/suite.log || { \
  grep -A 6 '✘' .build/suite.log; return 1; }; }; suite

## Every test: the Swift suites, those of the server by themselves since its clients give up where the
## processors are busy for long, then the comparisons with other people's software, then the pages in
## a browser.
test: build peers
	$(MAKE) dependencies PACKAGES="$(PACKAGES) $(TEST_PACKAGES)"
	$(SUITE) --skip AnnotationServerTests
	export CONTOURIST_PROGRAM=$(abspath $(PROGRAM)); $(SUITE) --skip-build --filter AnnotationServerTests
	$(PYTHON) Tests/Peers/run_all.py --binary $(PROGRAM)
	for test in story tools looking trouble; do \
	  $(PYTHON) Tests/Browser/$$test.py --binary $(PROGRAM); \
	done
	$(PYTHON) Tests/Browser/accessibility.py --binary $(PROGRAM)

build: dependencies .deps/libtorch/torch/lib/libtorch_cpu.so .deps/openvino/$(OPENVINO) \
    .deps/plotly/$(PLOTLY)
	swift build -c release

INSTALL_WHEELS = python3 -m venv .deps/pip && .deps/pip/bin/pip install --quiet \
  --disable-pip-version-check --no-deps --no-compile --no-cache-dir --target

# Under another name until it is whole: an interrupted installation is begun anew.
.deps/libtorch/torch/lib/libtorch_cpu.so:
	@echo "installing libtorch (540 MB to load)"
	rm -rf .deps/libtorch .deps/libtorch.part
	mkdir -p .deps
ifneq ($(LIBTORCH),)
	test -e $(LIBTORCH)/torch/lib/libtorch_cpu.so || { \
	  echo "LIBTORCH=$(LIBTORCH) holds no torch/lib/libtorch_cpu.so"; exit 1; }
	ln -s $(abspath $(LIBTORCH)) .deps/libtorch
else
	$(INSTALL_WHEELS) .deps/libtorch.part $(LIBTORCH_PACKAGES)
	find .deps/libtorch.part -name '*.py' -delete
	rm -f .deps/libtorch.part/torch/lib/libtorch_cuda*.so .deps/libtorch.part/torch/lib/libtorch_nvshmem.so \
	  .deps/libtorch.part/torch/lib/libtorch_python.so
	mv .deps/libtorch.part .deps/libtorch
endif

# What runs ONNX on the processor, and the headers in C. The linker wants a name without a version.
.deps/openvino/$(OPENVINO):
	@echo "installing OpenVINO (60 MB to load)"
	rm -rf .deps/openvino .deps/openvino.part
	mkdir -p .deps
	$(INSTALL_WHEELS) .deps/openvino.part openvino==$(OPENVINO)
	mkdir -p .deps/openvino.part/lib .deps/openvino.part/include/openvino
	cd .deps/openvino.part && mv openvino/include/openvino/c include/openvino/ && mv \
	  openvino/libs/libopenvino.so.* openvino/libs/libopenvino_c.so.* \
	  openvino/libs/libopenvino_onnx_frontend.so.* openvino/libs/libopenvino_intel_cpu_plugin.so \
	  openvino/libs/libtbb.so.* lib/
	cd .deps/openvino.part && mv openvino-$(OPENVINO).dist-info/licenses . && \
	  rm -rf openvino bin openvino-$(OPENVINO).dist-info
	cd .deps/openvino.part/lib && ln -s libopenvino_c.so.* libopenvino_c.so
	touch .deps/openvino.part/$(OPENVINO)
	mv .deps/openvino.part .deps/openvino

# The charts' script, which the server gives to browsers itself, and its licence.
.deps/plotly/$(PLOTLY):
	@echo "installing Plotly (10 MB to load)"
	rm -rf .deps/plotly .deps/plotly.part .deps/plotly.wheel
	mkdir -p .deps
	$(INSTALL_WHEELS) .deps/plotly.wheel plotly==$(PLOTLY)
	mkdir .deps/plotly.part
	cp .deps/plotly.wheel/plotly/package_data/plotly.min.js .deps/plotly.part/
	cp .deps/plotly.wheel/plotly-$(PLOTLY).dist-info/licenses/* .deps/plotly.part/
	rm -rf .deps/plotly.wheel
	touch .deps/plotly.part/$(PLOTLY)
	mv .deps/plotly.part .deps/plotly

## Debian packages; asks the package manager only when one is missing.
dependencies:
	@missing=""; \
	for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "ok installed" \
	    || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq; \
	  DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq $$missing >/dev/null; \
	fi
	@command -v swift >/dev/null || { \
	  echo "Swift 6.3 or later is missing: install it from swift.org and put it on the PATH"; exit 1; }

## Python packages of the peer comparisons, in an environment of their own.
peers: $(PYTHON)
$(PYTHON): $(PEERS) $(BROWSER)
	python3 -m venv .deps/python
	.deps/python/bin/pip install --quiet --disable-pip-version-check -r $(PEERS) -r $(BROWSER)
	touch $(PYTHON)

## Times and errors beside other people's software; the last one wants the real data.
benchmarks: build peers $(BENCHMARK_PYTHON)
	$(BENCHMARK_PYTHON) Tests/Peers/arrival_time.py --bench $(RELEASE)/contourist-bench
	$(BENCHMARK_PYTHON) Tests/Peers/second_order.py --binary $(PROGRAM)
	$(BENCHMARK_PYTHON) Tests/Peers/tracing.py --bench $(RELEASE)/contourist-bench
	$(RELEASE)/contourist-bench preview --size 512
	$(RELEASE)/contourist-bench move-seed --size 256
	$(RELEASE)/contourist-bench rasterise --size 512
	$(RELEASE)/contourist-bench anisotropic --size 512
	$(PYTHON) Tests/Browser/latency.py --binary $(PROGRAM)
	$(PYTHON) Tests/Peers/server_load.py --binary $(PROGRAM)

# Two of the solvers are compiled here and want Python's headers.
$(BENCHMARK_PYTHON): $(BENCHMARKS)
	$(MAKE) dependencies PACKAGES="$(PACKAGES) python3-dev"
	python3 -m venv .deps/benchmarks
	.deps/benchmarks/bin/pip install --quiet --disable-pip-version-check -r $(BENCHMARKS)
	touch $(BENCHMARK_PYTHON)

## Gradients and times of training beside PyTorch's, which is 5 GB large.
torch-benchmarks: build $(TORCH_PYTHON)
	$(TORCH_PYTHON) Tests/Peers/torch_reference.py --binary $(PROGRAM)

$(TORCH_PYTHON): $(TORCH)
	python3 -m venv .deps/torch
	.deps/torch/bin/pip install --quiet --disable-pip-version-check -r $(TORCH)
	touch $(TORCH_PYTHON)

## Scores of masks and their times beside MedPy, surface-distance, MONAI (5 GB with PyTorch), SimpleITK.
evaluation-benchmarks: build $(EVALUATION_PYTHON)
	$(EVALUATION_PYTHON) Tests/Peers/evaluation.py --binary $(PROGRAM) --pairs 50

$(EVALUATION_PYTHON): $(EVALUATION) $(PEERS)
	python3 -m venv .deps/evaluation
	.deps/evaluation/bin/pip install --quiet --disable-pip-version-check -r $(EVALUATION)
	touch $(EVALUATION_PYTHON)

## Draws the pictures of Sources/MinimalPaths/OutlineModel.md anew (they are committed).
outline-pictures: build $(PICTURE_PYTHON)
	$(PICTURE_PYTHON) Tests/Peers/outline_pictures.py --bench $(RELEASE)/contourist-bench

## How time and memory grow with images and cohorts, as a picture (a few minutes).
cost-picture: build $(PICTURE_PYTHON)
	@mkdir -p $(OUTPUT)
	$(PICTURE_PYTHON) Tests/Peers/cost.py --binary $(PROGRAM) --picture $(OUTPUT)/cost.png

$(PICTURE_PYTHON): $(PICTURES)
	python3 -m venv .deps/pictures
	.deps/pictures/bin/pip install --quiet --disable-pip-version-check -r $(PICTURES)
	touch $(PICTURE_PYTHON)

## Makes SampleData and the sessions in Annotations anew (they are committed).
sample-data: build peers
	$(PYTHON) Tests/Peers/make_samples.py --binary $(PROGRAM)

## The readers of files under libFuzzer, FUZZ_SECONDS each; goes on from the last time. For a scheduler, at night.
FUZZ_SECONDS := 60
fuzz: dependencies .deps/openvino/$(OPENVINO)
	CONTOURIST_FUZZING=1 swift build -c release --scratch-path .build-fuzz --product contourist-fuzz \
	  --disable-default-traits -Xswiftc -sanitize=fuzzer -Xcc -fsanitize=fuzzer-no-link
	python3 Tests/Fuzzing/fuzz.py --binary .build-fuzz/release/contourist-fuzz \
	  --seconds $(FUZZ_SECONDS)

## Tests under the address and the thread sanitizer; for a scheduler, too (an hour). OpenVINO loads a
## library in a way that the first refuses.
SANITIZED = swift test --disable-xctest --sanitize=$(1) --scratch-path .build-$(1)
sanitize: build
	ASAN_OPTIONS=detect_leaks=0:detect_container_overflow=0 $(call SANITIZED,address) \
	  --skip AnnotationServerTests --skip CommandLineTests --skip PresegmentationTests
	export CONTOURIST_PROGRAM=$(abspath $(PROGRAM)); \
	  export TSAN_OPTIONS=suppressions=$(abspath Tests/TestSupport/thread_sanitizer.txt); \
	  $(call SANITIZED,thread) \
	  --filter 'AnnotationServerTests|BatchesTests|DICOMWebTests'

## Every command's help as pages for man: man -M output/man contourist.trace
manual: build
	swift package generate-manual --multi-page --configuration release
	@mkdir -p $(OUTPUT)/man/man1
	cp .build/plugins/GenerateManual/outputs/contourist/*.1 $(OUTPUT)/man/man1
	rm -f $(OUTPUT)/man/man1/*.help.1 $(OUTPUT)/man/man1/*.worker.1

## The articles as a site: output/docs, to be served by anything (python3 -m http.server -d output/docs).
docs:
	@mkdir -p $(OUTPUT)
	docc convert Documentation.docc --fallback-display-name Contourist \
	  --fallback-bundle-identifier contourist --warnings-as-errors --output-dir $(OUTPUT)/docs

lint:
	swift format lint --strict -r Package.swift Sources Tests

format:
	swift format format -i -r Package.swift Sources Tests

clean:
	rm -rf .build .build-* .deps $(OUTPUT)
