"""Training of the learned parts; needs the ``train`` extra (torch). Never imported by the rest."""
