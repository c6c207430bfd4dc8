import { Kafka as KafkaBinding } from 'cloudevents';
import { Kafka } from 'kafkajs';

const kafka = new Kafka({ clientId: 'my-report', brokers: ['127.0.0.1:9092'] });
const consumer = kafka.consumer({ groupId: 'my-report' }); // reads only what is committed: KafkaJS does by default
await consumer.connect();
await consumer.subscribe({ topics: ['tasklog.events.v1.g1'], fromBeginning: true });
await consumer.run({
  eachMessage: async ({ partition, message: { key, value, headers } }) => {
    const text = Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString()]));
    const event = KafkaBinding.toEvent({ key: key.toString(), value: value.toString(), headers: text });
    console.log(partition, event.sequence, event.type, event.data);
  },
});
