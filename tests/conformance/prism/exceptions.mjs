// SPDX-License-Identifier: Apache-2.0
// What Prism refuses although the request is what the document says.  Each is
// a limit of Prism's, read in its source, and holds only for a fault that it
// explains: explains(fault, args) sees one line of Prism's validation.
const at = (args, path) => path.reduce((v, k) => (v === null || typeof v !== "object" ? undefined : v[k]), args);
// Where Prism saw it, in our arguments: ["body", ...] or ["query", name, ...].
const sent = (args, [place, ...path]) => at(place === "body" ? args.body : args, path);

const holdsObjects = (v) => v !== null && typeof v === "object" &&
    (Array.isArray(v) && v.some((x) => x !== null && typeof x === "object") || Object.values(v).some(holdsObjects));

export const limits = [
	{
		reason: "Prism takes a deepObject that was not sent for {}, and misses what it requires",
		explains: ([where, code], args) => code === "required" && where.length > 1 && sent(args, where) === undefined,
	},
	{
		reason: "Prism reads repeated form fields and JSON parts as text unless the document names a style",
		explains: ([where, code], args) => {
			const v = where[0] === "body" && /^(type|enum|anyOf)$/.test(code) && sent(args, where);
			return v !== null && typeof v === "object";
		},
	},
	{
		reason: "Prism answers with a Content-Encoding of random text",
		explains: ([, , text]) => /Unrecognized content encoding type/.test(text),
	},
	{
		reason: "Prism reads a member of a deepObject as text where its schema is a choice (anyOf)",
		explains: ([where, code, text], args) => {
			const missing = /property '([^']+)'/.exec(text)?.[1];
			const v = code === "required" && missing && sent(args, [...where, missing]);
			return v !== null && typeof v === "object";
		},
	},
	{
		reason: "Prism wants an array of objects in a form as JSON, whatever style the document names",
		explains: ([, , text], args) => /Cannot deserialize JSON object array/.test(text) && holdsObjects(args.body),
	},
	{
		reason: "Prism takes a path's 12 for a number and for text, so that oneOf of the two fits twice",
		explains: ([where, code], args) => where[0] === "path" && code === "oneOf" &&
		    /^\d+$/.test(String(args[where[1]])),
	},
];
