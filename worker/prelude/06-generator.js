// SPDX-License-Identifier: Apache-2.0
// What C (runtime/generator.c, async_generator.c) leaves of generators: their
// prototypes, and what kinds of functions inherit from.
'use strict';
var defineProperty = Object.defineProperty;
var back = $.back, agenYield = native.agenYield, returned = native.returned;

function prototype(base, methods, tag) {
	var P = Object.create(base);
	Object.getOwnPropertyNames(methods).forEach(function (k) {
		native.method(P, k, methods[k]);
		Object.setPrototypeOf(methods[k], Function.prototype);
	});
	defineProperty(P, Symbol.toStringTag, { value: tag, configurable: true });
	return P;
}
var generator = prototype(native.IteratorPrototype, native.generatorMethods,
    'Generator');
var asyncGenerator = prototype(native.AsyncIteratorPrototype,
    native.agenMethods, 'AsyncGenerator');
native.generatorProtos(generator, asyncGenerator);

$.gen = native.gen;
$.agen = native.agen;
$['yield'] = native['yield'];
// What return() gives is awaited where the generator waits.
function yieldRaw(v) {
	try {
		return agenYield(v);
	} catch (e) {
		if (e === back) returned($['await'](returned()));
		throw e;
	}
}
$.ayield = function (v) { return yieldRaw($['await'](v)); };
native.agenYieldRaw = yieldRaw;

// What functions of the three kinds inherit from.
function kind(name, objects) {
	var P = Object.create(Function.prototype);
	defineProperty(P, Symbol.toStringTag, { value: name, configurable: true });
	if (objects) {
		defineProperty(P, 'prototype', { value: objects,
		    configurable: true });
		defineProperty(objects, 'constructor', { value: P,
		    configurable: true });
	}
	return P;
}
var kinds = native.functionKinds = {
	AsyncFunction: kind('AsyncFunction'),
	GeneratorFunction: kind('GeneratorFunction', generator),
	AsyncGeneratorFunction: kind('AsyncGeneratorFunction', asyncGenerator)
};
native.kinds(kinds.AsyncFunction, kinds.GeneratorFunction,
    kinds.AsyncGeneratorFunction, generator, asyncGenerator);
$.gfn = native.gfn;
$.agfn = native.agfn;
$.afn = native.afn;
