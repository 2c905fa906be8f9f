# One image: the server, the dashboard it serves, and nothing else.
#   docker build -t faultmaven .
#   docker run -p 127.0.0.1:8000:8000 -v fm:/data faultmaven
ARG NODE_IMAGE=docker.io/library/node:26-bookworm-slim
ARG RUNTIME_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /build
# better-sqlite3 compiles where no prebuilt binary can be fetched; Node's own headers are in the image
ENV npm_config_nodedir=/usr/local
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM packages AS dashboard
COPY tsconfig.json ./
COPY scripts scripts
COPY samples samples
COPY src src
COPY dashboard dashboard
RUN npm rebuild esbuild && npm run build

FROM packages AS server
RUN npm rebuild better-sqlite3
COPY scripts scripts
RUN node scripts/runtime-modules.mjs /app

FROM ${RUNTIME_IMAGE}
RUN apt-get update && apt-get install -y --no-install-recommends tini ca-certificates libstdc++6 libatomic1 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old \
  && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin faultmaven \
  && mkdir /data && chown 10001:10001 /data
COPY --from=packages /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=server /app ./
COPY --from=dashboard /build/dist ./dist
COPY package.json LICENSE ./
# the root may be read-only: what is temporary lies in the volume too
ENV NODE_ENV=production DATA_DIR=/data TMPDIR=/data/tmp HOST=0.0.0.0 PORT=8000 LEGACY_PORTS=
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["sh", "-c", "mkdir -p \"$TMPDIR\" && exec node --enable-source-maps dist/main.js"]
