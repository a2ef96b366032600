// The answer endpoint in Fastify, on Postgres (pg, a pool) or SQLite (better-sqlite3, in process).
// Six statements in one transaction, prepared; `tables.py` says what they work on.
//
//     RECITE_DATABASE_URL=… node server.js 8000

import Fastify from "fastify";

const [, scheme, rest] = process.env.RECITE_DATABASE_URL.match(/^(\w+)[^:]*:\/\/(.*)$/);
const onPostgres = scheme === "postgresql";

const idOf = { type: "string", format: "uuid" };
const text = { type: "string", maxLength: 500 };
const schema = {
  params: { type: "object", properties: { session: idOf }, required: ["session"] },
  body: {
    type: "object",
    required: ["id", "question_id", "response"],
    properties: {
      id: idOf,
      question_id: idOf,
      response: { type: "object", required: ["text"], properties: { format: text, text } },
      confidence: { type: "integer", minimum: 1, maximum: 5 },
      took_ms: { type: "integer", minimum: 0 },
    },
  },
  response: {
    201: {
      type: "object",
      properties: {
        is_right: { type: "boolean" },
        interval_days: { type: "number" },
        next: {
          type: "object",
          nullable: true,
          properties: { id: idOf, card_id: idOf, format: text, prompt: text },
        },
      },
    },
  },
};

const session = `SELECT s.id, s.plan, s.position, s.learner_id FROM peer_keys k
  JOIN peer_sessions s ON s.learner_id = k.learner_id WHERE k.token = $1 AND s.id = $2`;
const cards = "SELECT id, prompt, accepted FROM peer_cards WHERE id IN ($1, $2)";
const answer = `INSERT INTO peer_answers
  (learner_id, id, session_id, card_id, response, is_right, answered_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const memory = `INSERT INTO peer_memories (learner_id, card_id, reviews, interval_days, due_at)
  VALUES ($1, $2, 1, $3, $4) ON CONFLICT (learner_id, card_id) DO UPDATE SET
  reviews = peer_memories.reviews + 1, due_at = excluded.due_at, interval_days =
  CASE WHEN excluded.interval_days = 0 THEN 0 ELSE peer_memories.interval_days * 2.5 + 1 END`;
const progress = `UPDATE peer_sessions SET position = position + 1, right_count = right_count + $1
  WHERE learner_id = $2 AND id = $3 AND position = $4`;
const event = `INSERT INTO peer_events (id, learner_id, type, data, created_at)
  VALUES ($1, $2, $3, $4, $5)`;

async function postgres() {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    host: rest.match(/host=(.*)$/)[1],
    database: rest.match(/@\/([^?]*)/)[1],
    user: "postgres",
    max: 20,
  });
  return async (work) => {
    const client = await pool.connect();
    const run = async (name, sql, values) =>
      (await client.query({ name, text: sql, values })).rows;
    try {
      await client.query("BEGIN");
      const result = await work(run);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    } finally {
      client.release();
    }
  };
}

async function sqlite() {
  const { default: Database } = await import("better-sqlite3");
  const db = new Database(rest.replace("/", ""), { timeout: 10000 });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  const prepared = new Map();
  const run = (name, sql, values) => {
    if (!prepared.has(name)) {
      // Each $1 becomes @p1, which is bound wherever it stands.
      prepared.set(name, db.prepare(sql.replace(/\$(\d)/g, "@p$1")));
    }
    const statement = prepared.get(name);
    const bound = Object.fromEntries(
      values.map((value, place) => [`p${place + 1}`, typeof value === "boolean" ? +value : value]),
    );
    return statement.reader ? statement.all(bound) : (statement.run(bound), []);
  };
  // One thread, one connection: transactions follow each other, and none is left open.
  return async (work) => {
    db.exec("BEGIN IMMEDIATE");
    try {
      const result = work(run);
      db.exec("COMMIT");
      return result;
    } catch (error) {
      db.exec("ROLLBACK");
      throw error;
    }
  };
}

// Written once for both: `run` gives rows at once (SQLite) or a promise of them (Postgres).
function* answering(token, sessionId, body) {
  const now = new Date();
  const [found] = yield ["session", session, [token, sessionId]];
  if (!found) throw Object.assign(new Error("There is no such session."), { statusCode: 404 });
  const plan = typeof found.plan === "string" ? JSON.parse(found.plan) : found.plan;
  const cardId = plan[found.position];
  const nextId = plan[found.position + 1] ?? null;
  const rows = yield ["cards", cards, [cardId, nextId]];
  const card = rows.find((row) => row.id === cardId);
  const following = rows.find((row) => row.id === nextId);
  const isRight = card.accepted === body.response.text;
  const days = isRight ? 1 : 0;
  const due = new Date(now.getTime() + days * 86400000).toISOString();
  const at = now.toISOString();
  const given = JSON.stringify(body.response);
  const told = [found.learner_id, body.id, sessionId, cardId, given, isRight, at];
  yield ["answer", answer, told];
  yield ["memory", memory, [found.learner_id, cardId, days, due]];
  yield ["progress", progress, [isRight ? 1 : 0, found.learner_id, sessionId, found.position]];
  const data = JSON.stringify({ answer_id: body.id, card_id: cardId, is_right: isRight });
  yield ["event", event, [crypto.randomUUID(), found.learner_id, "answer.graded", data, at]];
  const next = following && {
    id: following.id,
    card_id: following.id,
    format: "typed",
    prompt: following.prompt,
  };
  return { is_right: isRight, interval_days: days, next: next ?? null };
}

function atOnce(steps, run) {
  let step = steps.next();
  while (!step.done) step = steps.next(run(...step.value));
  return step.value;
}

async function awaited(steps, run) {
  let step = steps.next();
  while (!step.done) step = steps.next(await run(...step.value));
  return step.value;
}

const transaction = await (onPostgres ? postgres() : sqlite());
const follow = onPostgres ? awaited : atOnce;
const app = Fastify();
app.get("/health/ready", async () => ({ status: "ok" }));
app.post("/v1/sessions/:session/answers", { schema }, async (request, reply) => {
  const token = (request.headers.authorization ?? "").replace("Bearer ", "");
  const steps = answering(token, request.params.session, request.body);
  reply.code(201);
  return transaction((run) => follow(steps, run));
});
await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
