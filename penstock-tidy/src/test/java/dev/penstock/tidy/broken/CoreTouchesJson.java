package dev.penstock.tidy.broken;

import tools.jackson.databind.JsonNode;

public record CoreTouchesJson(JsonNode json) {}
