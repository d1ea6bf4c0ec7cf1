import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

// Everything this page loads comes from the server that serves it. Monaco writes <style> elements, hence the one
// 'unsafe-inline'; scripts and workers are files of ours. (frame-ancestors works only as a header: the server sends it.)
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** Puts the policy into the built page; the development server needs inline scripts and goes without. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  }
}

export default defineConfig({
  base: '/graphiql/',
  plugins: [react(), contentSecurityPolicy()],
  build: {
    // The notices of what is bundled go out with it.
    license: { fileName: 'licenses.md' },
    // Monaco is one large piece, loaded from our own origin.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      // A React Compiler hint in GraphiQL's packages; the bundler may drop it.
      checks: { moduleLevelDirective: false, pluginTimings: false },
    },
  },
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:8080', ws: true } } },
})
