"""Compose and render `low-tide.flac`: "Low tide", eight bars at 80 beats a minute.

usage: python3 low_tide.py OUT.flac      (needs numpy, scipy and flac)

Everything is synthesised here from a fixed seed: no sample, no recording, no loop.
"""

import subprocess
import sys
import wave
import tempfile
import os

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

RATE = 44_100
BEAT = 60 / 80
BAR = 4 * BEAT
LENGTH = 8 * BAR + 3.0
rng = np.random.default_rng(1806)

# D minor, falling by thirds and coming home through the fourth.
CHORDS = [
    ("D2", ["D3", "A3", "C4", "E4", "F4"]),
    ("Bb1", ["Bb2", "F3", "A3", "D4", "F4"]),
    ("F2", ["F2", "C3", "A3", "C4", "G4"]),
    ("C2", ["C3", "G3", "Bb3", "D4", "E4"]),
    ("D2", ["D3", "A3", "C4", "E4", "F4"]),
    ("Bb1", ["Bb2", "F3", "A3", "C4", "D4"]),
    ("G1", ["G2", "D3", "Bb3", "D4", "F4"]),
    ("A1", ["A2", "E3", "G3", "C#4", "E4"]),
]

# (beat from the start, note, loudness); the second phrase answers the first.
MELODY = [
    (0, "A4", 0.9), (1, "D5", 0.8), (1.5, "E5", 0.9), (2.5, "F5", 1.0), (3.5, "E5", 0.7),
    (4, "D5", 0.9), (5.5, "A4", 0.7), (6, "Bb4", 0.8), (7, "A4", 0.7),
    (8, "C5", 0.9), (9, "F5", 0.8), (9.5, "G5", 0.9), (10.5, "A5", 1.0), (11.5, "G5", 0.7),
    (12, "E5", 0.9), (13.5, "D5", 0.7), (14, "C5", 0.8), (15, "E5", 0.6),
    (16, "A4", 0.9), (17, "D5", 0.8), (17.5, "E5", 0.9), (18.5, "F5", 1.0), (19, "A5", 0.9),
    (20, "D6", 1.0), (21.5, "C6", 0.8), (22, "A5", 0.8), (23, "F5", 0.7),
    (24, "G5", 0.9), (25, "F5", 0.8), (25.5, "D5", 0.8), (26.5, "Bb4", 0.8), (27.5, "C5", 0.6),
    (28, "C#5", 0.9), (29, "E5", 0.8), (30, "A4", 0.8), (31, "C#5", 0.6),
    (32, "D5", 1.0), (32.06, "F5", 0.6), (32.12, "A5", 0.6),
]

STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def hertz(name):
    """Equal temperament, A4 = 440 Hz."""
    octave = int(name[-1])
    semitone = STEPS[name[0]] + name.count("#") - name.count("b")
    return 440.0 * 2 ** ((semitone - 9) / 12 + octave - 4)


def seconds(n):
    return np.arange(int(n * RATE)) / RATE


def low(signal, cutoff, order=2):
    return sosfilt(butter(order, cutoff, "low", fs=RATE, output="sos"), signal)


def high(signal, cutoff, order=2):
    return sosfilt(butter(order, cutoff, "high", fs=RATE, output="sos"), signal)


def pluck(f, loud, length=2.6):
    """Karplus-Strong string (CMJ 7:2, 1983): soft pick, decay stretched for high notes, tuned delay."""
    damp = float(np.clip(0.5 - 0.16 * np.log2(f / 110), 0.06, 0.5))
    delay = RATE / f - damp
    whole = int(delay)
    part = delay - whole
    burst = np.zeros(int(length * RATE))
    burst[:whole] = low(rng.uniform(-1, 1, whole), 2200 + 2600 * loud, 1)
    # the damping filter convolved with linear interpolation of the delay
    loop = 0.9968 * np.convolve([1 - damp, damp], [1 - part, part])
    feedback = np.concatenate([[1], np.zeros(whole - 1), -loop])
    sound = lfilter([1], feedback, burst)
    fade = np.minimum(1, np.arange(sound.size)[::-1] / (0.15 * RATE))
    return sound * fade * loud


def pad(notes, length):
    """Three detuned saw-like voices a note, opened and closed by a slow swell."""
    t = seconds(length)
    left, right = np.zeros_like(t), np.zeros_like(t)
    for note in notes:
        f = hertz(note)
        for cents, side in ((-6, 0.25), (0, 0.5), (7, 0.75)):
            g = f * 2 ** (cents / 1200)
            phase = rng.uniform(0, 2 * np.pi)
            voice = sum(np.sin(2 * np.pi * g * k * t + k * phase) / k**1.7 for k in range(1, 7))
            left += voice * (1 - side)
            right += voice * side
    swell = np.minimum(1, t / 0.7) * np.minimum(1, (length - t) / 0.9)
    return np.stack([low(left, 1500) * swell, low(right, 1500) * swell]) / len(notes)


def bass(f, length):
    t = seconds(length)
    tone = np.sin(2 * np.pi * f * t) + 0.35 * np.sin(4 * np.pi * f * t) + 0.12 * np.sin(6 * np.pi * f * t)
    return tone * np.minimum(1, t / 0.02) * np.exp(-t * 1.1) * np.minimum(1, (length - t) / 0.05)


def kick():
    t = seconds(0.35)
    return np.sin(2 * np.pi * (48 * t + 2.2 * (1 - np.exp(-t * 32)))) * np.exp(-t * 11)


def brush():
    t = seconds(0.28)
    hiss = high(low(rng.normal(0, 1, t.size), 7000), 900)
    return hiss * np.minimum(1, t / 0.012) * np.exp(-t * 17) * 0.35


def shaker(loud):
    t = seconds(0.09)
    return high(rng.normal(0, 1, t.size), 6000) * np.minimum(1, t / 0.01) * np.exp(-t * 55) * loud * 0.16


def waves(length):
    """The sea: two slow swells of dark noise, one for each ear."""
    t = seconds(length)
    out = []
    for offset in (0.0, 1.1):
        swell = 0.35 + 0.65 * np.sin(np.pi * ((t + offset) / 6.0)) ** 4
        out.append(low(high(rng.normal(0, 1, t.size), 150), 900) * swell)
    return np.stack(out)


def room(dry, tail=2.4):
    """Reverberation: decaying noise, darker as it dies, different for each ear."""
    t = seconds(tail)
    wet = []
    for channel in dry:
        impulse = rng.normal(0, 1, t.size) * np.exp(-t * 2.9)
        impulse = high(low(impulse, 4200, 1), 220)
        impulse[: int(0.018 * RATE)] = 0
        impulse /= np.sqrt(np.sum(impulse**2))
        wet.append(fftconvolve(channel, impulse)[: dry.shape[1]])
    return np.stack(wet)


class Mix:
    """Two buses, dry and sent to the room, each stereo."""

    def __init__(self):
        self.dry = np.zeros((2, int(LENGTH * RATE)))
        self.send = np.zeros_like(self.dry)

    def add(self, at, sound, gain, side=0.5, send=0.2):
        if sound.ndim == 1:
            sound = np.stack([sound * np.cos(side * np.pi / 2), sound * np.sin(side * np.pi / 2)])
        start = int(at * RATE)
        end = min(start + sound.shape[1], self.dry.shape[1])
        piece = sound[:, : end - start] * gain
        self.dry[:, start:end] += piece
        self.send[:, start:end] += piece * send

    def out(self):
        return self.dry + room(self.send)


def arrange():
    mix = Mix()
    mix.add(0, waves(LENGTH), 0.13, send=0.1)
    for bar, (root, notes) in enumerate(CHORDS):
        at = bar * BAR
        mix.add(at, pad(notes, BAR + 0.9), 0.075, send=0.5)
        mix.add(at, bass(hertz(root), 2.5 * BEAT), 0.17, send=0.05)
        mix.add(at + 2.5 * BEAT, bass(hertz(root) * 1.5, 1.5 * BEAT), 0.14, send=0.05)
        arpeggio(mix, at, notes)
        if bar >= 2:
            drums(mix, at, last=bar == len(CHORDS) - 1)
    mix.add(8 * BAR, pad(["D3", "A3", "D4", "F4", "A4"], 2.9), 0.07, send=0.6)
    mix.add(8 * BAR, bass(hertz("D2"), 2.6), 0.20, send=0.1)
    for beat, note, loud in MELODY:
        late = rng.normal(0, 0.006) if beat else 0
        mix.add(max(0, beat * BEAT + late), pluck(hertz(note), loud), 0.58, side=0.56, send=0.35)
    return mix.out()


def arpeggio(mix, at, notes):
    """A second, quieter string an octave up the chord, off to the left."""
    for i, index in enumerate((0, 2, 3, 1, 4, 3, 2, 1)):
        loud = 0.5 + 0.12 * (i % 4 == 0)
        late = rng.normal(0, 0.005)
        mix.add(max(0, at + i * BEAT / 2 + late), pluck(hertz(notes[index]), loud, 1.8), 0.34, side=0.3, send=0.3)


def drums(mix, at, last):
    for beat in (0, 1.5, 2.5) if not last else (0,):
        mix.add(at + beat * BEAT, kick(), 0.36 if beat == 0 else 0.24, send=0.03)
    for beat in (1, 3):
        mix.add(at + beat * BEAT, brush(), 0.6, side=0.53, send=0.3)
    for i in range(8):
        swing = 0.03 if i % 2 else 0
        mix.add(at + i * BEAT / 2 + swing, shaker(0.6 + 0.4 * (i % 2)), 0.55, side=0.68, send=0.15)


def master(mix):
    """Fades, a gentle rounding of peaks, -2 dBFS, triangular dither to 16 bits."""
    mix = np.stack([high(c, 28) for c in mix])
    t = np.arange(mix.shape[1]) / RATE
    mix *= np.minimum(1, t / 0.02) * np.clip((LENGTH - t) / 2.2, 0, 1) ** 1.5
    mix = np.tanh(mix / np.max(np.abs(mix)) * 0.9)
    mix *= 10 ** (-2 / 20) / np.max(np.abs(mix))
    dither = rng.uniform(-0.5, 0.5, mix.shape) + rng.uniform(-0.5, 0.5, mix.shape)
    return np.clip(np.round(mix * 32767 + dither), -32768, 32767).astype("<i2")


def main(out):
    samples = master(arrange())
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "low-tide.wav")
        with wave.open(path, "wb") as f:
            f.setnchannels(2)
            f.setsampwidth(2)
            f.setframerate(RATE)
            f.writeframes(samples.T.tobytes())
        tags = {
            "TITLE": "Low tide",
            "ARTIST": "The Salt Choir",
            "DATE": "2026",
            "GENRE": "Instrumental",
            "COPYRIGHT": "CC0-1.0, no rights reserved",
            "COMMENT": "Composed for Colophon by low_tide.py",
        }
        subprocess.run(
            ["flac", "-s", "-8", "-f", *(f"--tag={k}={v}" for k, v in tags.items()), "-o", out, path],
            check=True,
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
