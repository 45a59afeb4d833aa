"""Fuzzes the readers of files, each for a while, and tells what was found.
usage: fuzz.py --binary PATH/contourist-fuzz [--seconds 60] [--readers nifti,dicom,...] [--state FOLDER]

What libFuzzer has learnt is kept in the folder of --state, so that the next run goes on from there; what it found
too: FOLDER/READER/findings/crash-*, which the program reads again by

    READER=... FOLDER=/tmp/somewhere contourist-fuzz FOLDER/READER/findings/crash-...

Seeds are small files of the collection of images beside the repository, where it is there, and SampleData's.
Prints one JSON line a reader; ends with 1 where there is a finding.
"""
import argparse
import glob
import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
#: Larger ones are cut: libFuzzer is quick with small ones.
LARGEST = 1 << 16
#: By reader: where seeds are found, from the two roots.
SEEDS = {
    "nifti": ["nifti/*.nii.gz", "nifti/**/*.nii", "SampleData/*.nii.gz"],
    "dicom": ["dicom/**/*.dcm"],
    "dicomLabels": ["dicom/highdicom/**/*.dcm", "dicom/dcmqi/**/*.dcm"],
    "png": ["**/*.png"],
    "tiff": ["tcga_lgg/*/*_1.tif", "tcga_lgg/*/*_1_mask.tif"],
    "journal": ["Annotations/*.session.jsonl"],
    "acdc": ["acdc/patient00*/Info.cfg"],
}
#: By reader: what a small file looks like.
WRITTEN = {
    "coco": ['{"images":[{"id":1,"file_name":"picture.png","width":16,"height":12}],"annotations":[{"id":1,'
             '"image_id":1,"category_id":1,"bbox":[1,1,5,5],"area":25,"iscrowd":0,"segmentation":'
             '[[1,1,6,1,6,6,1,6]]}],"categories":[{"id":1,"name":"a"}]}',
             '{"images":[{"id":1,"file_name":"picture.png","width":16,"height":12}],"annotations":[{"id":1,'
             '"image_id":1,"category_id":1,"iscrowd":1,"segmentation":{"size":[12,16],"counts":[5,10,177]}},'
             '{"id":2,"image_id":1,"category_id":1,"segmentation":{"size":[12,16],"counts":"52203"}}],'
             '"categories":[{"id":1,"name":"a"}]}'],
    "cvat": ['<?xml version="1.0"?><annotations><version>1.1</version><image id="0" name="picture.png" width="16" '
             'height="12"><polygon label="a" points="1,1;6,1;6,6" z_order="0"/><box label="a" xtl="1" ytl="1" '
             'xbr="4" ybr="4"/><mask label="b" rle="2,3,4" left="1" top="1" width="3" height="3"/>'
             '<ellipse label="a" cx="5" cy="5" rx="2" ry="3"/></image></annotations>'],
    "labelme": ['{"version":"5.0","flags":{},"shapes":[{"label":"a","points":[[1,1],[6,1],[6,6]],"shape_type":'
                '"polygon"},{"label":"b","points":[[3,3],[5,5]],"shape_type":"circle"},{"label":"b","points":'
                '[[1,2],[5,5]],"shape_type":"rectangle"}],"imagePath":"picture.png","imageData":null,'
                '"imageHeight":12,"imageWidth":16}'],
    "decathlon": ['{"name":"a","labels":{"0":"background","1":"a"},"modality":{"0":"MR"},"numTraining":1,'
                  '"training":[{"image":"./imagesTr/a.nii.gz","label":"./labelsTr/a.nii.gz"}],"test":[]}'],
    "nnunet": ['{"channel_names":{"0":"MR"},"labels":{"background":0,"a":1},"numTraining":1,"file_ending":'
               '".nii.gz"}'],
    "bids": ["index\tname\tabbreviation\n1\tliver\tL\n"],
    "sunnybrook": ["1.5 1.5\n9.25 2\n8 9.75\n2 8\n"],
    "requests": ['{"id":1,"image":"a.nii","slice":1,"seeds":[[3,3],[11,4],[9.5,9],[4,8]]}\n'
                 '{"id":"b","image":"a.nii","channel":0,"frame":0,"seeds":[[2,2],[12,8]],"closed":false,"label":2,'
                 '"probabilities":"a.nii:0","options":{"model":"geodesic","sigma":1,"steepness":2,"floor":0.1,'
                 '"snap":1,"straight":[0]}}\n',
                 '{"image":"a.nii","seeds":[[3,3],[11,4],[9.5,9]],"options":{"avoid":[[[5,5],[8,5],[6,8]]],'
                 '"share":true,"smooth":[0],"other_way":[1]}}\n{"image":"a.nii","seeds":[[3,3],[11,4],[9,9]],'
                 '"options":{"avoid":"mask.nii"}}\n'],
    "mms": ['External code,Vendor,Centre,ED,ES\nA1,A,1,0,0\n'],
}


def seeds(reader, folder):
    """Writes the reader's seeds."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for text in WRITTEN.get(reader, []):
        (folder / f"written{count}").write_text(text)
        count += 1
    for pattern in SEEDS.get(reader, []):
        for path in sorted(glob.glob(str(DATA / pattern), recursive=True)
                           + glob.glob(str(ROOT / pattern), recursive=True))[:200]:
            if "/.deps/" in path or "/.build" in path:
                continue
            content = pathlib.Path(path).read_bytes()
            if path.endswith(".gz") and reader == "nifti":
                content = gzip.decompress(content)
            if len(content) > 8 << 20:
                continue
            (folder / f"found{count}").write_bytes(content[:LARGEST])
            count += 1
    if reader == "zip":
        with zipfile.ZipFile(folder / "zipped", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((DATA / "dicom").glob("**/*.dcm"))[:400:40]:
                if path.stat().st_size < LARGEST:
                    archive.write(path, path.name)


def fuzz(binary, reader, seconds, state):
    home = state / reader
    corpus, findings = home / "corpus", home / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    seeds(reader, home / "seeds")
    before = set(findings.iterdir())
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as bench:
        environment = {**os.environ, "READER": reader, "FOLDER": bench, "SWIFT_BACKTRACE": "enable=no"}
        subprocess.run([binary, "--seeds", home / "seeds"], check=True, env=environment)
        done = subprocess.run(
            [binary, f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000",
             f"-max_len={LARGEST}", f"-artifact_prefix={findings}/", "-print_final_stats=1", "-fork=1",
             "-ignore_crashes=1", "-ignore_timeouts=1", "-ignore_ooms=1", "-detect_leaks=0",
             corpus, home / "seeds"],
            capture_output=True, text=True, errors="replace", check=False, cwd=home, env=environment)
    found = sorted(path.name for path in set(findings.iterdir()) - before)
    counts = [int(n) for n in re.findall(r"^#(\d+)", done.stderr, re.M)]
    coverage = [int(n) for n in re.findall(r"cov: (\d+)", done.stderr)]
    (home / "log.txt").write_text(done.stderr[-200_000:])
    return {"reader": reader, "seconds": round(time.monotonic() - begin), "executions": max(counts, default=0),
            "coverage": max(coverage, default=0), "corpus": len(list(corpus.iterdir())), "findings": found}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--readers")
    arguments.add_argument("--state", default=str(ROOT / ".build-fuzz" / "state"))
    options = arguments.parse_args()
    binary = os.path.abspath(options.binary)
    usage = subprocess.run([binary], capture_output=True, text=True, check=False).stdout
    readers = (options.readers or re.search(r"readers: (.*)", usage).group(1)).replace(" ", "").split(",")
    failed = False
    for reader in readers:
        found = fuzz(binary, reader, options.seconds, pathlib.Path(options.state))
        failed |= bool(found["findings"])
        print(json.dumps(found), flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
