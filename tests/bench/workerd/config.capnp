# SPDX-License-Identifier: Apache-2.0
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .host),
    (name = "loopback", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", http = (), service = "main")],
);
const host :Workerd.Worker = (
  modules = [(name = "host", esModule = embed "host.bundle.js")],
  compatibilityDate = "2026-01-12",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [(name = "LOADER", workerLoader = ())],
  globalOutbound = "loopback",
);
