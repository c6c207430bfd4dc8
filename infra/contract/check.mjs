// Checks a whole stream against its contract, with nothing but the schemas and libraries that Tasklog has not written.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { Contract } from './contract.mjs';

const PATIENCE_MS = 30_000; // a heartbeat comes each second

function parsed() {
  try {
    return parseArgs({
      options: {
        brokers: { type: 'string' },
        data: { type: 'string', default: new URL('../../.tasklog', import.meta.url).pathname },
        topic: { type: 'string', default: 'tasklog.events.v1.g1' },
      },
    }).values;
  } catch (wrong) {
    console.error(`${wrong.message}\nUsage: check [--brokers HOST:PORT,…] [--data FOLDER] [--topic NAME]`);
    process.exit(2);
  }
}

const options = parsed();

/** Where the stack that keeps its data in that folder has Kafka; the usual port when there is none. */
function brokersOf(folder) {
  const file = `${folder}/settings.properties`;
  const port = existsSync(file) && readFileSync(file, 'utf8').match(/^kafka\.port=(\d+)$/m)?.[1];
  return `127.0.0.1:${port || 9092}`;
}

async function read(kafka, topic, contract) {
  const checkpoints = topic.replace('.events.', '.checkpoints.');
  const groupId = `tasklog-contract-check-${randomUUID()}`;
  const admin = kafka.admin();
  const consumer = kafka.consumer({ groupId }); // reads what is committed, which is its default
  await admin.connect();
  try {
    // A heartbeat from behind this offset is younger than the start of the check.
    const [{ high: now }] = await admin.fetchTopicOffsets(checkpoints);
    await consumer.connect();
    await consumer.subscribe({ topics: [topic, checkpoints], fromBeginning: true });
    let goal;
    await new Promise((resolve, reject) => {
      const impatience = setTimeout(() => reject(new Error(goal
        ? `The topic does not go up to position ${goal.head}, as its heartbeat says`
        : 'No heartbeat has come; is a command-service running?')), PATIENCE_MS);
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer.run({
        autoCommit: false,
        eachMessage: async ({ topic: of, partition, message }) => {
          if (of === topic) {
            impatience.refresh();
            contract.event(partition, message);
          } else {
            const heartbeat = contract.progress(message);
            if (!goal && heartbeat && BigInt(message.offset) >= BigInt(now)) goal = heartbeat;
          }
          if (goal && contract.reaches(goal)) {
            clearTimeout(impatience);
            resolve();
          }
        },
      }).catch(reject);
    });
    return goal;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => {});
    await admin.disconnect();
  }
}

const brokers = options.brokers ?? brokersOf(options.data);
const kafka = new Kafka({ clientId: 'tasklog-contract', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
const contract = new Contract();
try {
  const goal = await read(kafka, options.topic, contract);
  console.log(`${options.topic} at ${brokers}, up to position ${goal.head}, by KafkaJS`);
  process.exitCode = contract.report(goal, console.log) ? 0 : 1;
} catch (failure) {
  console.error(`contract: ${failure.message}`);
  process.exitCode = 1;
}
