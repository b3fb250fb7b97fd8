/** The console's two sounds, made by the browser: no file is loaded. */

export type Sound = "offer" | "message";

/** Hertz and the second at which each tone begins. */
const TONES: Readonly<Record<Sound, readonly (readonly [number, number])[]>> = {
  offer: [
    [880, 0],
    [1174.7, 0.18],
    [1568, 0.36],
  ],
  message: [[659.3, 0]],
};
const LENGTH = 0.32; // seconds of one tone

let context: AudioContext | null = null;

/** Whether the browser lets this page be heard; it wants one press or key first. */
export function mayBeHeard(): boolean {
  return audio()?.state === "running";
}

/** Ask the browser again; call it from a press or key. */
export async function unlock(): Promise<void> {
  await audio()
    ?.resume()
    .catch(() => undefined);
}

/** Play at a loudness from 0 to 1. */
export function play(sound: Sound, volume: number): void {
  const to = audio();
  // A silenced page would save all tones up, to sound at once when it may be heard.
  if (to === null || to.state !== "running" || volume <= 0) return;
  for (const [pitch, after] of TONES[sound]) tone(to, pitch, to.currentTime + after, volume);
}

function tone(to: AudioContext, pitch: number, at: number, volume: number): void {
  const source = to.createOscillator();
  const gain = to.createGain();
  source.frequency.value = pitch;
  source.type = "triangle";
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(volume * 0.5, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, at + LENGTH);
  source.connect(gain).connect(to.destination);
  source.start(at);
  source.stop(at + LENGTH);
}

function audio(): AudioContext | null {
  if (context === null && "AudioContext" in window) context = new AudioContext();
  return context;
}
