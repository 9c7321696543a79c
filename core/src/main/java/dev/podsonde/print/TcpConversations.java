package dev.podsonde.print;

/** The first sequence numbers of TCP conversations, from which relative ones are counted. */
public final class TcpConversations {}
