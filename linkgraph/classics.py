"""Names by which the field knows papers that do not say them in title or abstract.

A reading list names StyleGAN or CLIP; their papers do not. Titles and names are facts that every reader knows.
"""

from __future__ import annotations

from linkgraph.papers import normalize_title

_KNOWN: dict[str, tuple[str, ...]] = {
    "3D Gaussian Splatting for Real-Time Radiance Field Rendering": ("3DGS", "Gaussian Splatting"),
    "A Style-Based Generator Architecture for Generative Adversarial Networks": ("StyleGAN",),
    "Adding Conditional Control to Text-to-Image Diffusion Models": ("ControlNet",),
    "Addressing Function Approximation Error in Actor-Critic Methods": ("TD3",),
    "Aggregated Residual Transformations for Deep Neural Networks": ("ResNeXt",),
    "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale": ("ViT",),
    "Analyzing and Improving the Image Quality of StyleGAN": ("StyleGAN2",),
    "A Simple Framework for Contrastive Learning of Visual Representations": ("SimCLR",),
    "Continuous control with deep reinforcement learning": ("DDPG",),
    "Deep Residual Learning for Image Recognition": ("ResNet", "ResNets"),
    "Densely Connected Convolutional Networks": ("DenseNet",),
    "Dense Passage Retrieval for Open-Domain Question Answering": ("DPR",),
    "Denoising Diffusion Implicit Models": ("DDIM",),
    "Denoising Diffusion Probabilistic Models": ("DDPM",),
    "Distributed Representations of Words and Phrases and their Compositionality": ("word2vec",),
    "Efficient Estimation of Word Representations in Vector Space": ("word2vec",),
    "Efficient Memory Management for Large Language Model Serving with PagedAttention": ("vLLM", "PagedAttention"),
    "Emerging Properties in Self-Supervised Vision Transformers": ("DINO",),
    "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer": ("T5",),
    "Generative Adversarial Nets": ("GAN", "GANs"),
    "Generative Adversarial Networks": ("GAN", "GANs"),
    "Hierarchical Text-Conditional Image Generation with CLIP Latents": ("DALL-E 2", "unCLIP"),
    "High-Resolution Image Synthesis with Latent Diffusion Models": ("Stable Diffusion", "LDM"),
    "Human-level control through deep reinforcement learning": ("DQN",),
    "Inductive Representation Learning on Large Graphs": ("GraphSAGE",),
    "Instant Neural Graphics Primitives with a Multiresolution Hash Encoding": ("Instant-NGP", "Instant NGP", "iNGP"),
    "Language Models are Few-Shot Learners": ("GPT-3",),
    "Language Models are Unsupervised Multitask Learners": ("GPT-2",),
    "Learning to Optimize Tensor Programs": ("AutoTVM",),
    "Learning Transferable Visual Models From Natural Language Supervision": ("CLIP",),
    "Masked Autoencoders Are Scalable Vision Learners": ("MAE",),
    "Momentum Contrast for Unsupervised Visual Representation Learning": ("MoCo",),
    "Playing Atari with Deep Reinforcement Learning": ("DQN",),
    "Progressive Growing of GANs for Improved Quality, Stability, and Variation": ("ProGAN", "PGGAN", "ProgressiveGAN"),
    "Proximal Policy Optimization Algorithms": ("PPO",),
    "Robust Speech Recognition via Large-Scale Weak Supervision": ("Whisper",),
    "Segment Anything": ("SAM", "Segment Anything Model"),
    "Semi-Supervised Classification with Graph Convolutional Networks": ("GCN",),
    "Sequence to Sequence Learning with Neural Networks": ("Seq2Seq",),
    "Soft Actor-Critic: Off-Policy Maximum Entropy Deep Reinforcement Learning with a Stochastic Actor": ("SAC",),
    "Training language models to follow instructions with human feedback": ("InstructGPT",),
    "Training Compute-Optimal Large Language Models": ("Chinchilla",),
    "Very Deep Convolutional Networks for Large-Scale Image Recognition": ("VGG",),
    "Visual Instruction Tuning": ("LLaVA",),
    "Wide & Deep Learning for Recommender Systems": ("Wide & Deep", "Wide&Deep"),
    "Zero-Shot Text-to-Image Generation": ("DALL-E",),
}  # fmt: skip

_BY_TITLE = {normalize_title(title): names for title, names in _KNOWN.items()}


def known_names(title: str) -> tuple[str, ...]:
    """Returns the names by which a classic paper is known, or nothing."""
    return _BY_TITLE.get(normalize_title(title), ())
