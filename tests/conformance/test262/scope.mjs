// SPDX-License-Identifier: Apache-2.0
// Which tests are in scope, and under which name a failing one is listed.

// Features that a program here has no use for, or that are no part of ES2023.
const outside = new RegExp("^(" + [
	"Temporal", "ShadowRealm", "FinalizationRegistry", "WeakRef",
	"host-gc", "cross-realm", "IsHTMLDDA", "caller", "legacy-regexp", "tail-call-optimization",
	"import-", "dynamic-import", "import\\.meta", "source-phase", "json-modules", "export-star",
	"explicit-resource-management", "decorators", "await-dictionary", "deferred",
	"immutable-arraybuffer", "uint8array-base64", "Math\\.sumPrecise", "error-stack",
	"iterator-(sequencing|chunking|includes)", "Iterator\\.prototype\\.join", "joint-iteration", "upsert",
	"json-parse-with-source", "Intl", "canonical-tz",
	"nonextensible-applies", "proxy-missing", "stable-typedarray",
].join("|") + ")");
const folders = new RegExp("^(" + [
	"built-ins/(Temporal|ShadowRealm|FinalizationRegistry|WeakRef|DisposableStack|AsyncDisposableStack|ThrowTypeError)/",
	"language/(import|module-code|export)/", ".*property-escapes/generated",
].join("|") + ")");

export function inScope(test) {
	return !test.flags.includes("module") && !test.flags.includes("CanBlockIsFalse") &&
		!test.features.some((f) => outside.test(f)) && !folders.test(test.name) &&
		!/createRealm|262\.agent|IsHTMLDDA/.test(test.source);
}

function list(yaml, key) {
	const flow = new RegExp(`^\\s*${key}:\\s*\\[([^\\]]*)\\]`, "m").exec(yaml);
	if (flow)
		return flow[1].split(",").map((s) => s.trim()).filter(Boolean);
	const block = new RegExp(`^\\s*${key}:\\s*\\n((?:\\s+-\\s.*\\n?)+)`, "m").exec(yaml);
	return block ? block[1].split("\n").map((s) => s.replace(/^\s*-\s*/, "").trim()).filter(Boolean) : [];
}

export function describe(name, source) {
	const yaml = /\/\*---([\s\S]*?)---\*\//.exec(source)?.[1] ?? "";
	const negative = /negative:\s*\n\s+phase:\s*(\S+)\s*\n\s+type:\s*(\S+)/.exec(yaml);
	return {
		name, source, flags: list(yaml, "flags"), includes: list(yaml, "includes"), features: list(yaml, "features"),
		negative: negative && { phase: negative[1], type: negative[2] },
	};
}
