#!/usr/bin/env node
// Sends one event to IEC pools: a candidate's profile, or a letter of introduction.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { commandConfig } from './command-config.mjs';
import { Producer } from './producer.mjs';

const HELP = `usage: node send.mjs profile --season 2026 --citizenship IE --birth-date 2000-01-31
                [--residence IE] [--wanted WORKING_HOLIDAY]... [--job-offer] [--student] [--placement]
                [--identity-digest HEX] [--candidate UUID] [--profile UUID]
       node send.mjs loi --pool 2026/IE/WORKING_HOLIDAY --candidate UUID --profile UUID --invitation UUID

profile   submits a candidate's profile (ProfileSubmitted). Omitted ids are generated.
loi       issues the letter of introduction for an invitation (LoiIssued).

Common options:
  --brokers HOST:PORT[,...]  Kafka brokers. Default: IEC_BOOTSTRAP_SERVERS, or 127.0.0.1:9092
  --registry URL             schema registry. Default: IEC_REGISTRY_URL, or http://127.0.0.1:8080
  --command-config FILE      how to authenticate to both: the properties that Kafka's own tools use.
                             Default: IEC_COMMAND_CONFIG, or none
  -h, --help                 show this help

Exit status: 0 if the brokers acknowledged the event, 1 if it could not be sent, 2 for invalid arguments.`;

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
const COMMON = {
  brokers: { ...text, default: process.env.IEC_BOOTSTRAP_SERVERS ?? '127.0.0.1:9092' },
  registry: { ...text, default: process.env.IEC_REGISTRY_URL ?? 'http://127.0.0.1:8080' },
  'command-config': { ...text, default: process.env.IEC_COMMAND_CONFIG },
  help: { ...flag, short: 'h' },
};

const COMMANDS = {
  profile: {
    topic: 'iec.profiles',
    name: 'ProfileSubmitted',
    required: ['season', 'citizenship', 'birth-date'],
    options: {
      season: text,
      citizenship: text,
      'birth-date': text,
      residence: text,
      wanted: { ...text, multiple: true, default: ['WORKING_HOLIDAY'] },
      'job-offer': flag,
      student: flag,
      placement: flag,
      'identity-digest': text,
      candidate: text,
      profile: text,
    },
    event: (o) => ({
      profileId: o.profile ?? randomUUID(),
      candidateId: o.candidate ?? randomUUID(),
      season: Number(o.season),
      citizenship: o.citizenship,
      birthDate: o['birth-date'],
      residence: o.residence ?? o.citizenship,
      wanted: o.wanted.map((category) => ({ category })),
      jobOffer: o['job-offer'],
      student: o.student,
      placement: o.placement,
      identityDigest: o['identity-digest'] ? Buffer.from(o['identity-digest'], 'hex') : null,
    }),
  },
  loi: {
    topic: 'iec.applications',
    name: 'LoiIssued',
    required: ['pool', 'candidate', 'profile', 'invitation'],
    options: { pool: text, candidate: text, profile: text, invitation: text },
    event: (o) => {
      const [season, country, category, stream = null] = o.pool.split('/');
      return {
        pool: { season: Number(season), country, category, stream },
        invitationId: o.invitation,
        profileId: o.profile,
        candidateId: o.candidate,
      };
    },
  },
};

/** Parses the arguments; exits if they are invalid or request help. */
function read([word, ...rest]) {
  const fail = (message) => {
    console.error(`send: ${message}; see --help`);
    process.exit(2);
  };
  if (['-h', '--help'].some((help) => [word, ...rest].includes(help))) {
    console.log(HELP);
    process.exit(0);
  }
  const command = Object.hasOwn(COMMANDS, word ?? '') ? COMMANDS[word] : fail('specify what to send: profile or loi');
  try {
    const { values } = parseArgs({ args: rest, options: { ...COMMON, ...command.options } });
    const missing = command.required.filter((name) => !values[name]);
    return missing.length ? fail(`missing: --${missing.join(', --')}`) : { command, options: values };
  } catch (e) {
    return fail(e.message);
  }
}

const { command, options } = read(process.argv.slice(2));
const event = { eventId: randomUUID(), occurredAt: new Date(), ...command.event(options) };
try {
  const producer = new Producer(
    options.brokers.split(','),
    options.registry,
    commandConfig(options['command-config']),
  );
  await producer.connect();
  try {
    const { partition, baseOffset } = await producer.send(command.topic, command.name, event);
    console.log(`${command.name} is on ${command.topic}, partition ${partition}, offset ${baseOffset}`);
    console.log(`candidate ${event.candidateId}`);
    console.log(`profile   ${event.profileId}`);
  } finally {
    await producer.close();
  }
} catch (e) {
  console.error(`send: ${e.message}`);
  process.exitCode = 1;
}
