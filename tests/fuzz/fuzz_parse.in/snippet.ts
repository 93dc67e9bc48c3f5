// Stale issues of an organisation, by who should look at them: 60 lines.
interface Issue {
	number: number;
	title: string;
	state: "open" | "closed";
	assignee?: { login: string } | null;
	labels: Array<string | { name?: string }>;
	updated_at: string;
	comments: number;
}

type Group = Record<string, { count: number; oldest: string; issues: string[] }>;

const DAY = 24 * 60 * 60 * 1000;
const LIMIT = 1_000;

async function* pages(owner: string, repo: string): AsyncGenerator<Issue[]> {
	for (let page = 1; ; page++) {
		const batch: Issue[] = await github.issues.listForRepo({ owner, repo, state: "open", per_page: 100, page });
		if (batch.length === 0) return;
		yield batch;
		if (batch.length < 100 || page * 100 >= LIMIT) break;
	}
}

function labelOf(label: Issue["labels"][number]): string {
	return typeof label === "string" ? label : label.name ?? "(none)";
}

class Report {
	#groups: Group = {};
	constructor(private readonly since: Date, public dropped = 0) {}

	add({ number, title, assignee, labels, updated_at, comments }: Issue): void {
		const who = assignee?.login ?? "nobody";
		if (new Date(updated_at) > this.since || labels.some((l) => /^(wip|blocked)$/i.test(labelOf(l)))) {
			this.dropped++;
			return;
		}
		const group = (this.#groups[who] ??= { count: 0, oldest: updated_at, issues: [] });
		group.count += 1;
		if (updated_at < group.oldest) group.oldest = updated_at;
		group.issues.push(`#${number} ${title.slice(0, 60)} (${comments} comment${comments === 1 ? "" : "s"})`);
	}

	get rows() {
		return Object.entries(this.#groups)
			.map(([who, { count, ...rest }]) => ({ who, count, ...rest }))
			.sort((a, b) => b.count - a.count || a.who.localeCompare(b.who));
	}
}

export default async () => {
	const report = new Report(new Date(Date.now() - 30 * DAY));
	const repos = (await github.repos.listForOrg({ org: "acme" })) as Array<{ name: string; archived: boolean }>;
	await Promise.all(repos.filter((r) => !r.archived).map(async ({ name }) => {
		for await (const batch of pages("acme", name)) batch.forEach((issue) => report.add(issue));
	}));
	return { rows: report.rows.slice(0, 20), dropped: report.dropped };
};
