import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../embedded/testing/fixture.js';
import { ListenerProbe, NO_PROBE } from './listener-probe.js';
import { ScriptedEnvoy } from './testing/scripted-envoy.js';

const PATH = '/.gatewright-e1';
const PATIENT = { servesMs: 30_000, reachesMs: 30_000 };
const SHORT = { servesMs: 0, reachesMs: 0 };

describe(ListenerProbe.name, () => {
  let server: Server;
  let answers: string[];
  const asked: string[] = [];

  beforeEach(async () => {
    asked.length = 0;
    server = createServer((request: IncomingMessage, response) => {
      asked.push(`${request.url} ${request.headers['gatewright-cluster'] ?? ''}`.trim());
      response.end(answers.length > 1 ? answers.shift() : answers[0]);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const place = () => ({ port: (server.address() as AddressInfo).port, path: PATH });

  it('asks until the listener answers with the proof', async () => {
    answers = ['old', 'old', 'new'];
    const sut = new ListenerProbe('127.0.0.1', PATIENT);
    expect(await sut.serves(place(), 'new')).toBeNull();
    expect(asked).toEqual(Array(3).fill(`${PATH}/proof`));
    sut.close();
  });

  it('says when it does not get it in time', async () => {
    answers = ['old'];
    const sut = new ListenerProbe('127.0.0.1', SHORT);
    const { port } = place();
    expect(await sut.serves(place(), 'new')).toBe(`its listener at 127.0.0.1:${port} does not serve the change`);
    sut.close();
  });

  it('says when nobody listens', async () => {
    const sut = new ListenerProbe('127.0.0.1', SHORT);
    const port = await freePort();
    expect(await sut.serves({ port, path: PATH }, 'new')).toMatch(/^its listener does not answer: .*ECONNREFUSED/);
    sut.close();
  });

  it.each([
    ['UO', null],
    ['UH', 'it has no address'],
    ['NC', 'it is not ready'],
    ['DPE', "the probe was answered with 'DPE'"],
  ])('reads %s of a cluster', async (flags, words) => {
    answers = [flags];
    const sut = new ListenerProbe('127.0.0.1', SHORT);
    expect(await sut.reaches(place(), 'c-1')).toBe(words);
    expect(asked).toEqual([`${PATH}/cluster c-1`]);
    sut.close();
  });

  it('gives up when it is closed', async () => {
    answers = ['old'];
    const sut = new ListenerProbe('127.0.0.1', PATIENT);
    const waiting = sut.serves(place(), 'new');
    await once(server, 'request');
    sut.close();
    expect(await waiting).not.toBeNull();
  });

  it('asks an Envoy that binds to all where it comes from, and one that says so not at all', async () => {
    answers = ['new'];
    const client = new ScriptedEnvoy('edge-1', '0.0.0.0').client();
    const asking = ListenerProbe.of({ ...client, identity: { ...client.identity, isProbed: true } }, PATIENT);
    expect(await asking.serves(place(), 'new')).toBeNull();
    expect(asked).toHaveLength(1);
    asking.close();
    expect(ListenerProbe.of(client, PATIENT)).toBe(NO_PROBE);
  });
});
