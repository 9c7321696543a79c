package dev.podsonde.cluster;

import java.util.List;

/**
 * What to look for, as kubectl would be told: {@code TYPE/NAME} words, or selectors.
 *
 * @param namespace empty for the one of the current context
 * @param container only pods that have it; empty for all
 */
public record TargetQuery(
    List<String> words,
    String namespace,
    boolean isAllNamespaces,
    String labelSelector,
    String fieldSelector,
    String container) {}
