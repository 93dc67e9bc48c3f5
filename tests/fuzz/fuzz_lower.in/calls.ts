async () => {
 const owner = "x";
 const a = await alpha.issues.list({ owner, n: 1, body: { a, "b": 2 } });
 if (false) await alpha.b();
 try { await alpha["c"].pages({}) } catch {}
 return Promise.all([alpha.d?.(), alpha.e({ ...a }), jo.x("s")]);
}
