// What infra/docs/events.md promises of a stream, as checks on the records that a client has read.
import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Kafka } from 'cloudevents';

const SCHEMAS = new URL('../../shared-events/src/main/resources/schemas/', import.meta.url);
const URN = 'urn:tasklog:schema:';
const SHOWN = 10;

/** Each class of failures with what it means that there is none, in the order in which they are reported. */
const PROMISES = {
  cloudevent: 'each record is a CloudEvent 1.0, by cloudevents',
  headers: 'all headers are as headers.json says, by ajv',
  data: 'all values are as the schema in ce_dataschema says, by ajv',
  identity: 'key, ce_partitionkey and owner agree; so do ce_type and ce_dataschema, ce_subject and value',
  log: 'all events are of one log, each ce_id once',
  order: 'ce_sequence rises on each partition',
  chain: 'ce_previous links each event to the one before it on its partition, from the first on',
  owner: 'all events of an owner are on one partition',
  append: 'appends are whole, of one owner, with consecutive positions, and never interleaved on a partition',
  time: 'ce_recordedtime never goes back along positions',
  dense: 'positions are dense, from 1 to the head of the log, each once',
  progress: 'checkpoints and heartbeats are as their schemas say, and never go back',
};

export class Contract {
  #ajv = addFormats(new Ajv({ allErrors: true, allowUnionTypes: true }));
  #failures = Object.fromEntries(Object.keys(PROMISES).map((promise) => [promise, []]));
  #partitions = new Map(); // partition -> the event that was read last
  #positions = new Map(); // position -> event
  #owners = new Map(); // owner -> partition
  #ids = new Set();
  #sources = new Set();
  #types = new Map();
  #appends = 0;
  #progress = { checkpoint: [], heartbeat: [] };

  constructor() {
    for (const file of readdirSync(SCHEMAS)) {
      const schema = JSON.parse(readFileSync(new URL(file, SCHEMAS), 'utf8'));
      this.#ajv.addSchema(schema);
      if (file.startsWith('tasklog.')) this.#types.set(file.replace('.json', ''), 0);
    }
  }

  /** Takes the next record of a partition of the events topic. */
  event(partition, { key, value, headers, offset }) {
    const at = `${partition}@${offset}`;
    const text = Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString()]));
    const cloudEvent = this.#parse(at, key?.toString(), value?.toString(), text);
    if (!cloudEvent) return;
    this.#validate('headers', at, `${URN}headers`, text);
    this.#validate('data', at, text.ce_dataschema, cloudEvent.data);
    const event = {
      at,
      owner: key.toString(),
      position: BigInt(text.ce_sequence),
      previous: BigInt(text.ce_previous),
      commit: BigInt(text.ce_commit),
      recorded: text.ce_recordedtime,
    };
    this.#types.set(text.ce_type, (this.#types.get(text.ce_type) ?? 0) + 1);
    this.#sources.add(text.ce_source);
    this.#compareNames(event, text, cloudEvent.data);
    this.#expect('log', !this.#ids.has(text.ce_id), at, `ce_id ${text.ce_id} again`);
    this.#ids.add(text.ce_id);
    this.#follow(partition, event);
    this.#expect('dense', !this.#positions.has(event.position), at, `position ${event.position} again`);
    this.#positions.set(event.position, event);
  }

  /** Takes the next record of the topic of checkpoints; returns what it says if it is a heartbeat. */
  progress({ key, value, offset }) {
    const kind = key?.toString();
    const at = `${kind}@${offset}`;
    const state = JSON.parse(value.toString());
    this.#expect('progress', kind in this.#progress, at, 'is neither checkpoint nor heartbeat');
    if (!(kind in this.#progress)) return undefined;
    this.#validate('progress', at, URN + kind, state);
    const before = this.#progress[kind].at(-1);
    const reach = (it) => it.head ?? it.position;
    this.#expect('progress', !before || reach(before) <= reach(state), at, 'goes back');
    this.#progress[kind].push(state);
    return kind === 'heartbeat' ? state : undefined;
  }

  /** Whether all that a heartbeat knows of has been read. */
  reaches({ last }) {
    return last.every((position, partition) => (this.#partitions.get(partition)?.position ?? 0n) >= BigInt(position));
  }

  /** Says what was found; false when a promise is broken, with the first of them in detail. */
  report(goal, print) {
    this.#complete(goal);
    const counts = [...this.#types].map(([type, count]) => `    ${String(count).padStart(6)}  ${type}`);
    print(`  ${this.#positions.size} events in ${this.#appends} appends of ${this.#owners.size} owners on ` +
      `${this.#partitions.size} of ${goal.last.length} partitions; ${this.#progress.heartbeat.length} heartbeats, ` +
      `${this.#progress.checkpoint.length} checkpoints`);
    print(counts.join('\n'));
    for (const [promise, meaning] of Object.entries(PROMISES)) {
      const failures = this.#failures[promise];
      print(`  ${failures.length ? 'NOT' : 'ok '} ${meaning}`);
      if (failures.length) {
        print(failures.slice(0, SHOWN).map((failure) => `        ${failure}`).join('\n'));
        if (failures.length > SHOWN) print(`        and ${failures.length - SHOWN} more`);
        return false;
      }
    }
    return true;
  }

  #parse(at, key, value, headers) {
    try {
      const event = Kafka.toEvent({ key, value, headers });
      event.validate();
      return event;
    } catch (failure) {
      this.#expect('cloudevent', false, at, failure.message);
      return undefined;
    }
  }

  #validate(promise, at, schema, instance) {
    const validate = this.#ajv.getSchema(schema);
    if (!validate) {
      this.#expect(promise, false, at, `there is no schema ${schema}`);
    } else if (!validate(instance)) {
      this.#expect(promise, false, at, this.#ajv.errorsText(validate.errors, { dataVar: '' }));
    }
  }

  #compareNames(event, headers, data) {
    const owners = [headers.ce_partitionkey, data.owner];
    this.#expect('identity', owners.every((owner) => owner === event.owner), event.at, `${event.owner}: ${owners}`);
    this.#expect('identity', headers.ce_dataschema === URN + headers.ce_type, event.at, headers.ce_dataschema);
    const subject = data.task_ids ? undefined : data.task_id ?? data.tag_id ?? data.account_id;
    this.#expect('identity', headers.ce_subject === subject, event.at, `${headers.ce_subject}, not ${subject}`);
  }

  #follow(partition, event) {
    const before = this.#partitions.get(partition);
    this.#partitions.set(partition, event);
    this.#expect('order', !before || before.position < event.position, event.at,
      `${event.position} after ${before?.position}`);
    this.#expect('chain', event.previous === (before?.position ?? 0n), event.at,
      `says that ${event.previous} is before it, but ${before?.position ?? 0n} is`);
    const home = this.#owners.get(event.owner) ?? partition;
    this.#owners.set(event.owner, home);
    this.#expect('owner', home === partition, event.at, `${event.owner} was on ${home}`);
    const isOpen = before && before.position < before.commit;
    const isNext = isOpen && event.commit === before.commit && event.position === before.position + 1n
      && event.owner === before.owner;
    this.#expect('append', isOpen ? isNext : before?.commit !== event.commit, event.at,
      `position ${event.position} of the append up to ${event.commit} follows ${before?.position} of the one up to ` +
      `${before?.commit}`);
    this.#expect('append', event.position <= event.commit, event.at, 'lies behind the end of its append');
    if (event.position === event.commit) this.#appends += 1;
  }

  #complete({ head, last }) {
    this.#expect('log', this.#sources.size <= 1, 'all', [...this.#sources].join(', '));
    for (const [partition, event] of this.#partitions) {
      this.#expect('append', event.position === event.commit, event.at, `the append up to ${event.commit} has no end`);
      this.#expect('progress', event.position >= BigInt(last[partition]), event.at, `is before ${last[partition]}`);
    }
    let recorded = '';
    for (let position = 1n; position <= BigInt(head); position += 1n) {
      const event = this.#positions.get(position);
      this.#expect('dense', event, 'nowhere', `position ${position} is missing`);
      this.#expect('time', !event || recorded <= event.recorded, event?.at, `${event?.recorded} after ${recorded}`);
      recorded = event?.recorded ?? recorded;
    }
  }

  #expect(promise, holds, at, failure) {
    if (!holds) this.#failures[promise].push(`${at}: ${failure}`);
  }
}
