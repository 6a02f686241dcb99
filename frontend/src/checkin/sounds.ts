/** A high tone for what is right, two low ones for what is not; a phone shakes too. Silent where there is no sound. */
export function play(isRight: boolean): void {
  try {
    const sounds = new AudioContext();
    (isRight ? [0] : [0, 0.18]).forEach((start) => {
      const tone = sounds.createOscillator();
      tone.frequency.value = isRight ? 1320 : 220;
      tone.connect(sounds.destination);
      tone.start(sounds.currentTime + start);
      tone.stop(sounds.currentTime + start + 0.12);
    });
    window.setTimeout(() => { void sounds.close(); }, 600);
    navigator.vibrate(isRight ? 60 : [120, 60, 120]);
  } catch { /* no sound, or none without a gesture: signs and words say the same */ }
}
