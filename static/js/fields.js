// What a person has filled into a form, by the names of the fields. "0", an empty text, null (nothing chosen) and false are four things.
const FILLED = new Set(["textarea", "text", "radio", "checkbox", "select-one", "date", "number"]);

function filled(form) {
  return [...form.elements].filter(field => field.name && FILLED.has(field.type));
}

export function read(form) {
  const values = {};
  for (const field of filled(form)) {
    if (field.type === "checkbox") values[field.name] = field.checked;
    else if (field.type !== "radio") values[field.name] = field.value;
    else if (field.checked) values[field.name] = field.value;
    else values[field.name] ??= null;
  }
  return values;
}

export function write(form, values) {
  for (const field of filled(form)) {
    if (!(field.name in values)) continue;
    if (field.type === "checkbox") field.checked = values[field.name] === true;
    else if (field.type === "radio") field.checked = values[field.name] === field.value;
    else field.value = values[field.name];
  }
}

// The server cuts the space around a text and has its own line ends.
function bare(value) {
  return typeof value === "string" ? value.replace(/\r\n?/g, "\n").trim() : value;
}

export function same(one, other) {
  return Object.keys({ ...one, ...other }).every(name => bare(one[name]) === bare(other[name]));
}

// Whether everything in `part` stands in `whole` too: texts as a part of a text, choices as they are.
export function holds(whole, part) {
  return Object.entries(part).every(([name, value]) =>
    typeof value === "string" && typeof whole[name] === "string" ? bare(whole[name]).includes(bare(value)) : whole[name] === value);
}

// What was written, without the chosen answer.
export function textsOf({ answer, ...values }) {
  return Object.values(values).filter(value => typeof value === "string" && value.trim());
}
