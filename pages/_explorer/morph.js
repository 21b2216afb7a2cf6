// Elements brought to what they are to be: only what differs is touched, so the browser lays out and paints no more
// than that, and what has the focus keeps it.

export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function attribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

// Make the children of `parent` equal to `wanted`, which are new and given away; listeners belong to `parent`.
export function morph(parent, wanted) {
  const shown = [...parent.childNodes];
  wanted.forEach((node, i) => {
    const old = shown[i];
    if (old?.isEqualNode(node)) return;
    if (!old) parent.append(node);
    else if (old.nodeName !== node.nodeName) old.replaceWith(node);
    else if (node.nodeType === Node.TEXT_NODE) write(old, node.data);
    else morphOne(old, node);
  });
  for (const old of shown.slice(wanted.length)) old.remove();
}

function morphOne(old, node) {
  for (const name of old.getAttributeNames()) if (!node.hasAttribute(name)) old.removeAttribute(name);
  for (const name of node.getAttributeNames()) attribute(old, name, node.getAttribute(name));
  morph(old, [...node.childNodes]);
}
