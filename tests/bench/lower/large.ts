interface Row$N { id: number; name: string; tags?: string[] }
class Store$N<T extends Row$N> {
	#rows = new Map<number, T>();
	constructor(private readonly name: string, rows: T[] = []) {
		for (const row of rows) this.#rows.set(row.id, row);
	}
	get size(): number { return this.#rows.size; }
	async load(ids: number[], fetchOne: (id: number) => Promise<T>) {
		const found = await Promise.all(ids.map(async (id) => ({ id, row: await fetchOne(id) })));
		for (const { id, row: { name, ...rest } } of found) {
			const key = `${this.name}:${id}`;
			if ((name?.length ?? 0) > 3) this.#rows.set(id, { ...rest, name: key } as T);
		}
		return [...this.#rows.values()].filter((r) => r.tags?.includes("x")).map(({ id, name = "none" }) => [id, name] as const);
	}
}
const total$N = [1, 2, 3].reduce((sum, n) => sum + n ** 2, 0);
