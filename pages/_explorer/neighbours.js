// Hands what one more switch would show to the diagram, which may be there already or not. The browser may hand
// answers over in another order than they came in: the latest stays.
export default function ({ data }) {
  const last = document.pathlightNeighbours;
  if (last?.visit === data.visit && data.edition < last.edition) return;
  document.pathlightNeighbours = data;
  document.dispatchEvent(new Event("pathlight-neighbours"));
}
