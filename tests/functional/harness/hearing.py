"""Hears what was said: compares a recording with speech of the same synthesiser, by spectrogram."""
import subprocess
import wave
from functools import lru_cache
from pathlib import Path

import numpy

RATE, FRAME, STEP, BANDS, KEPT = 8000, 256, 80, 20, 11


def _bands() -> numpy.ndarray:
    """Triangles of equal width in mel between 150 and 3800 Hz."""
    mel = numpy.linspace(*(2595 * numpy.log10(1 + numpy.array([150, 3800]) / 700)), BANDS + 2)
    centre = 700 * (10 ** (mel / 2595) - 1)
    frequency = numpy.arange(FRAME // 2 + 1)[:, None] * RATE / FRAME
    rising, falling = (frequency - centre[:-2]) / (centre[1:-1] - centre[:-2]), (centre[2:] - frequency) / (centre[2:] - centre[1:-1])
    return numpy.maximum(0, numpy.minimum(rising, falling))


def spectrogram(samples: numpy.ndarray) -> numpy.ndarray:
    """Mel cepstrum, a row every 10 ms: the shape of the mouth, without loudness and pitch."""
    count = max(0, (len(samples) - FRAME) // STEP + 1)
    frames = numpy.stack([samples[at * STEP:at * STEP + FRAME] for at in range(count)]) * numpy.hanning(FRAME)
    loudness = numpy.log(numpy.abs(numpy.fft.rfft(frames)) ** 2 @ _bands() + 1e-3)
    return loudness @ numpy.cos(numpy.pi * numpy.arange(1, KEPT)[:, None] * (numpy.arange(BANDS) + 0.5) / BANDS).T


def read(file: Path) -> numpy.ndarray:
    """8000 samples a second, -1 to 1."""
    with wave.open(str(file)) as sound:
        rate = sound.getframerate()
        samples = numpy.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2").astype(float) / 32768
    if rate == RATE:
        return samples
    # Low-pass below the new half rate, then in between linearly.
    taps = numpy.sinc(2 * 0.45 * RATE / rate * numpy.arange(-24, 25)) * numpy.hamming(49)
    smooth = numpy.convolve(samples, taps / taps.sum(), "same")
    return numpy.interp(numpy.arange(0, len(smooth), rate / RATE), numpy.arange(len(smooth)), smooth)


@lru_cache(maxsize=None)
def spoken(text: str, language: str = "en") -> numpy.ndarray:
    """The spectrogram of a text as espeak-ng's own program says it, without silence around it."""
    said = subprocess.run(["espeak-ng", "-v", language, "-s", "130", "-p", "45", "--stdout", text], check=True, capture_output=True).stdout
    file = Path(f"/tmp/rekey-said-{abs(hash((text, language)))}.wav")
    # Its header does not know the length when it writes to a pipe.
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, 22050, 0, "NONE", ""))
        sound.writeframes(said[44:])
    samples = read(file)
    file.unlink()
    loud = numpy.flatnonzero(numpy.abs(samples) > 0.01)
    return spectrogram(samples[loud[0]:loud[-1] + 1])


def likeness(heard: numpy.ndarray, text: str, language: str = "en") -> numpy.ndarray:
    """For each place of a recording's spectrogram how much what ends there is like the text: 1 is the same. Nobody says a thing twice at the same
    pace, so it may be said half or twice as fast in places (dynamic time warping)."""
    wanted = spoken(text, language)
    strange = (heard ** 2).sum(axis=1) + (wanted ** 2).sum(axis=1)[:, None] - 2 * wanted @ heard.T  # a row for each moment of the text
    never = numpy.full(len(heard) + 2, numpy.inf)
    before, last = never, numpy.concatenate([never[:2], strange[0]])
    for at in range(1, len(wanted)):
        faster = before[1:-1] + strange[at - 1]  # two moments of the text in one of the recording
        best = numpy.minimum(numpy.minimum(last[1:-1], last[:-2]), faster)
        before, last = last, numpy.concatenate([never[:2], best + strange[at]])
    return 1 - last[2:] / (2 * (wanted ** 2).sum())


def times(heard: numpy.ndarray, text: str, language: str = "en", least: float = 0.9) -> int:
    """How often the text is there."""
    scores, count = likeness(heard, text, language), 0
    size = len(spoken(text, language))
    while scores.max(initial=0) >= least:
        at = int(scores.argmax())
        scores[max(0, at - size // 2):at + size // 2] = 0
        count += 1
    return count


def spelled(code: str) -> str:
    return ", ".join(code)


def understood(heard: numpy.ndarray, length: int, after: str = "for a new password is:", language: str = "en") -> str:
    """The digits that are said after those words, as somebody writes them down who knows how many there are: digit by digit, and a few guesses are
    kept."""
    guesses = [""]
    for _ in range(length):
        longer = [guess + digit for guess in guesses for digit in "0123456789"]
        guesses = sorted(longer, key=lambda guess: -likeness(heard, f"{after} {spelled(guess)}", language).max(initial=0))[:6]
    return guesses[0]
