// As a model writes it: types, classes with private state, async, Map, regex.
type Order = { id: number; customer: string; total: number };
interface Totals { [customer: string]: number }
enum Size { Small = "small", Large = "large" }

class Report<T extends Order> {
	#rows: T[] = [];
	static readonly limit: number = 30;
	constructor(private readonly title: string, public unit = "EUR") {}
	add(...rows: T[]): this { this.#rows.push(...rows); return this; }
	get size() { return this.#rows.length; }
	*large(): Generator<T> {
		for (const row of this.#rows) if (row.total > Report.limit) yield row;
	}
	totals(): Totals {
		const by = new Map<string, number>();
		for (const { customer, total } of this.#rows)
			by.set(customer, (by.get(customer) ?? 0) + total);
		return Object.fromEntries([...by].sort(([a], [b]) => a.localeCompare(b)));
	}
	toString() { return `${this.title}: ${this.size} rows in ${this.unit}`; }
}

async function fetchAll(customers: string[]): Promise<Order[]> {
	const pages = await Promise.all(customers.map(async (customer) =>
		codemode.shop.orders({ customer }) as Promise<Order[]>));
	return pages.flat();
}

const report = new Report<Order>("Orders").add(...(await fetchAll(["c0", "c1"])));
const later: Array<() => number> = [];
for (let i = 0; i < 3; i++) later.push(() => i * 2);
let caught: string | undefined;
try {
	(report as any).missing!.deep;
} catch (e) {
	caught = e instanceof TypeError ? e.name : String(e);
} finally {
	later.reverse();
}
const { c0, ...others } = report.totals();
const words = "the quick  brown-fox".match(/[a-z]+/g)?.map((w) => w[0].toUpperCase() + w.slice(1)) ?? [];
return {
	text: `${report}`, c0, others, caught, large: [...report.large()].map((o) => o.id),
	late: later.map((f) => f()), size: c0 > 50 ? Size.Large : Size.Small, words: words.join(" "),
	none: report?.["nothing"]?.at?.(0) ?? null,
};
