/**
 * The whole thing on one machine, with nothing installed: two throw-away network namespaces, a DNS
 * server with faults on request, and a client that resolves as a pod does.
 */
@NullMarked
package dev.podsonde.cli.demo;

import org.jspecify.annotations.NullMarked;
