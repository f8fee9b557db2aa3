# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
# First what changes seldom: with the same lock file, this layer comes from the cache.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production \
    GATEWRIGHT_HOST=0.0.0.0 \
    GATEWRIGHT_DATA_DIR=/data
WORKDIR /app
# For scripts/certificates.mjs.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends openssl \
    && rm -rf /var/lib/apt/lists/*
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY demo/backend.mjs demo/backend.mjs
COPY scripts/certificates.mjs scripts/envoy.mjs scripts/
COPY scripts/lib scripts/lib
# A volume takes over owner and mode of the directory that it is mounted on.
RUN install -d -o node -g node -m 0700 /data
VOLUME /data
USER node
# Management, the three environments of a first start, xDS for Envoy.
EXPOSE 8080 9080 9081 9082 18000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.GATEWRIGHT_PORT ?? 8080}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node as process 1 gets SIGTERM itself, so Gatewright drains and stops its database.
CMD ["node", "dist/main.js"]
