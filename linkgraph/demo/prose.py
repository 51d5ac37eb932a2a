"""Titles and abstracts for papers that do not exist."""

from __future__ import annotations

import random

TOPICS: dict[str, dict[str, tuple[str, ...]]] = {
    "pruning": {
        "name": ("TrimNet", "SparseLeaf", "Bonsai", "Clipper", "PruneWell", "LeanRow"),
        "about": ("Structured Pruning of Language Models", "Sparse Weights without Retraining",
                  "One-Shot Pruning by Row Sensitivity", "Unstructured Sparsity for Small Devices"),
        "words": ("pruning", "sparsity", "weight masks", "row sensitivity", "layer-wise sparsity", "one-shot pruning"),
    },
    "graphs": {
        "name": ("NodeSail", "GraphLoom", "WalkWise", "Neighbourly", "EdgeCraft", "HopScotch"),
        "about": ("Node Embeddings by Random Walks", "Message Passing on Temporal Graphs",
                  "Scalable Graph Neural Networks", "Link Prediction with Short Walks"),
        "words": ("graph neural networks", "node embeddings", "random walks", "temporal graphs", "link prediction"),
    },
    "experts": {
        "name": ("MoEla", "RouteFair", "Expertise", "GateKeeper", "Quorum", "SwitchYard"),
        "about": ("Routing in Mixtures of Experts", "Expert Offloading for Cheap Inference",
                  "Load Balance for Sparse Experts", "Fewer Experts, Better Routing"),
        "words": ("mixture of experts", "expert routing", "load balance", "expert offloading", "sparse gating"),
    },
    "parallel": {
        "name": ("PipeFlow", "RingSeq", "ShardUp", "Tandem", "Overlap", "StageCoach"),
        "about": ("Pipeline Parallelism without Bubbles", "Sequence Parallelism on Rings",
                  "Overlapping Communication and Compute", "Sharded Training on Slow Networks"),
        "words": ("pipeline parallelism", "sequence parallelism", "sharded training", "collective communication"),
    },
    "medical": {
        "name": ("ScanSense", "MedTalk", "CohortKit", "ClinIQ", "RadNote", "Stetho"),
        "about": ("Reading Chest Scans with Few Labels", "Instruction Tuning for Clinical Notes",
                  "Building Patient Cohorts by Dialogue", "Multimodal Records in Hospitals"),
        "words": ("clinical notes", "chest scans", "patient cohorts", "medical images", "biomedical text"),
    },
}  # fmt: skip

SENTENCES = (
    "The cost of {a} has grown faster than the means to pay for it.",
    "We look at {a} anew and find that {b} explains most of what is seen in practice.",
    "Earlier attempts treat {a} and {b} apart, which loses what joins them.",
    "Our approach couples {a} with {b} and needs no change to the trained weights.",
    "On five public collections it gains over strong baselines in {b} while keeping {a} simple.",
    "An ablation tells that {b} matters more than the choice of {a}.",
    "We also say where {a} fails, and give the cases in which {b} should not be trusted.",
)


def title(topic: str, rng: random.Random, seen: set[str]) -> str:
    """Returns a title that is not in ``seen``."""
    parts = TOPICS[topic]
    name, about = rng.choice(parts["name"]), rng.choice(parts["about"])
    candidate, number = f"{name}: {about}", 2
    while candidate in seen:
        candidate = f"{name} {number}: {about}"
        number += 1
    return candidate


def abstract(topic: str, rng: random.Random) -> str:
    """Returns an abstract of four or five sentences."""
    words = TOPICS[topic]["words"]
    sentences = []
    for sentence in rng.sample(SENTENCES, rng.choice((4, 5))):
        first, second = rng.sample(words, 2)
        text = sentence.format(a=first, b=second)
        sentences.append(text[0].upper() + text[1:])
    return " ".join(sentences)
