const count = (frames) => Object.keys(frames).length;

// Hands what one more switch would show to the diagram, which may be there already or not. The browser may hand
// answers over in another order than they came in: the latest stays, and of one picture that which knows most.
export default function ({ data }) {
  const last = document.pathlightNeighbours;
  if (last?.visit === data.visit) {
    const ahead = data.edition - last.edition || count(data.frames) - count(last.frames);
    if (ahead < 0) return;
  }
  document.pathlightNeighbours = data;
  document.dispatchEvent(new Event("pathlight-neighbours"));
}
