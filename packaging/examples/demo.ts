// The urgent work of a helpdesk, per customer, in one program.
interface Row { customer: string; tickets: number; urgent: string[] }

const { items: customers } = await demo.listCustomers({ per_page: 5 });
const rows: Row[] = await Promise.all(customers.map(async ({ id, name }) => {
	const open = await demo.listCustomerTickets({ customer_id: id, status: "open" });
	const urgent = open.filter((t) => t.priority === "urgent" || t.priority === "high");
	return { customer: name, tickets: open.length, urgent: urgent.map((t) => `#${t.id} ${t.title}`) };
}));

const [busiest] = rows.toSorted((a, b) => b.tickets - a.tickets);
const created = await demo.createTicket({ body: { customer_id: 1, title: `Call ${busiest?.customer}`, priority: "high" } });
let refused = "";
try {
	await demo.getTicket({ ticket_id: 999 });
} catch (e) {
	refused = `${e.status}: ${e.body?.message}`;
}
console.log(`${rows.length} customers looked at`);
return { rows: rows.filter((r) => r.urgent.length > 0), created: created.title, refused };
