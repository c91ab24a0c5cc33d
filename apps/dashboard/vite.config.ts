import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    // The page's content security policy allows its own files only, so nothing may be inlined as a data: address.
    assetsInlineLimit: 0,
    target: 'es2023',
  },
});
