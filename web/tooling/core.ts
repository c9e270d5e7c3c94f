import type { Plugin, Rolldown } from 'vite';

type Importers = (id: string) => readonly string[];

/**
 * The chunk "core" of pages that are built together: every module that one of them needs for its first load and another one needs too, at
 * once or later. A first load is then the core, which the browser already has from the page before, and the page's own script.
 */
export function core(id: string, graph: Rolldown.ChunkingContext): 'core' | null {
  const atOnce: Importers = (module) => graph.getModuleInfo(module)?.importers ?? [];
  const atOnceOrLater: Importers = (module) => [...atOnce(module), ...(graph.getModuleInfo(module)?.dynamicImporters ?? [])];
  const pages = (importers: Importers): number => [...leadingTo(id, importers)].filter((module) => graph.getModuleInfo(module)?.isEntry).length;
  return pages(atOnce) > 0 && pages(atOnceOrLater) > 1 ? 'core' : null;
}

/** The module, what imports it, what imports that, and so on. */
function leadingTo(id: string, importers: Importers): Set<string> {
  const found = new Set([id]);
  for (const module of found) for (const importer of importers(module)) found.add(importer);
  return found;
}

/** Names the core in the page, so that it is asked for at the same time as the script that imports it. */
export function preloadCore(): Plugin {
  return {
    name: 'rekey-preload-core',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { chunk }) => (chunk?.imports ?? []).map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', href: `/${file}` }, injectTo: 'head' })),
    },
  };
}
