/** Writes src/shared/generated/api.ts: the types of api/openapi.yaml, and what each operation takes and answers. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  enum?: string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | false;
}
interface Body {
  content?: Record<string, { schema: Schema }>;
}
interface Operation {
  requestBody?: Body;
  responses: Record<string, Body>;
}
interface Contract {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const contract = new URL('../../api/openapi.yaml', import.meta.url);
const target = new URL('../src/shared/generated/api.ts', import.meta.url);

function type(schema: Schema): string {
  if (schema.$ref) return schema.$ref.replace(/^.*\//, '');
  if (schema.allOf) return schema.allOf.map(type).join(' & ');
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ');
  switch (schema.type) {
    case 'array':
      return `readonly (${type(schema.items ?? {})})[]`;
    case 'object':
      return object(schema);
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
      return schema.type;
    default:
      return 'unknown';
  }
}

function object(schema: Schema): string {
  if (schema.additionalProperties) return `Readonly<Record<string, ${type(schema.additionalProperties)}>>`;
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    return `  ${field.description ? `/** ${field.description} */\n  ` : ''}readonly ${name}${optional}: ${type(field)};\n`;
  });
  return `{\n${fields.join('')}}`;
}

const json = (body: Body | undefined): string => {
  const schema = body?.content?.['application/json']?.schema;
  return schema ? type(schema) : 'undefined';
};

function operation(method: string, path: string, { requestBody, responses }: Operation): string {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  return `  '${method.toUpperCase()} ${path}': { body: ${json(requestBody)}; answer: ${json(success)} };\n`;
}

const { paths, components } = parse(await readFile(contract, 'utf8')) as Contract;
const schemas = Object.entries(components.schemas).map(([name, schema]) => `export type ${name} = ${type(schema)};\n`);
const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, it]) => operation(method, path, it)));
await mkdir(new URL('.', target), { recursive: true });
await writeFile(
  target,
  `// Made from api/openapi.yaml by tooling/api_types.ts. Do not edit.\n\n${schemas.join('\n')}\nexport interface Operations {\n${operations.join('')}}\n`,
);
