/** Lists by name, each made when something is first added to it. */

/**
 * @template Name, Item
 * @param {Map<Name, Item[]>} lists
 * @param {Name} name
 * @param {Item} item
 */
export function addTo(lists, name, item) {
  const list = lists.get(name);
  if (list) {
    list.push(item);
  } else {
    lists.set(name, [item]);
  }
}
