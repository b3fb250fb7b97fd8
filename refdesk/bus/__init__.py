"""The bus between nodes: a doorbell that carries nothing that matters."""
